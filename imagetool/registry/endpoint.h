// Where the images of a name are asked for: the mirrors first, then the origin.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "imagetool/registry/certificates.h"
#include "imagetool/registry/registries_conf.h"
#include "spec/base/result.h"
#include "spec/image/reference.h"

namespace imagetool::registry {

struct Endpoint {
  std::string host;        // what is connected to: "registry-1.docker.io", "localhost:5000"
  std::string repository;  // its name there
  std::string registry;    // whose credentials are used: "docker.io", "localhost:5000"
  bool insecure = false;   // plain HTTP and unverified certificates are taken
  bool mirror = false;
  std::shared_ptr<const Certificates> certificates = {};          // of certs.d; may be empty
  std::vector<std::pair<std::string, std::string>> headers = {};  // HttpHeaders of config.json
};

// In the order in which they are tried; the last is the origin. `insecure`:
// the user allowed it for all (--tls-verify=false). A blocked registry is an error.
Result<std::vector<Endpoint>> endpoints(const spec::image::Reference& reference, const RegistriesConf& conf,
                                        bool insecure);

// The host that answers for a registry: "docker.io" is served by another.
std::string host_of_registry(const std::string& registry);

}  // namespace imagetool::registry
