// From a place to what is copied from or to.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "imagetool/archive/image_destination.h"
#include "imagetool/archive/image_source.h"
#include "imagetool/archive/place.h"
#include "imagetool/registry/curl_transport.h"
#include "imagetool/registry/docker_config.h"
#include "spec/image/digest.h"
#include "spec/image/platform.h"
#include "spec/layout/lease.h"
#include "spec/layout/store.h"

namespace imagetool::archive {

// How a registry is spoken with, on one side of a copy.
struct Side {
  bool tls_verify = true;
  std::optional<registry::Credentials> credentials = std::nullopt;
  // policy.json is about what is taken: who only looks, or adds what is about an image, need not ask it.
  bool asks_policy = true;
};

// "USER[:PASSWORD]"
registry::Credentials parse_credentials(const std::string& text);

struct Target {
  std::unique_ptr<ImageDestination> destination;
  std::vector<std::string> names;  // for put_top()
  spec::image::Digest must_be;     // the digest that a name asks for; often empty
};

// Opens places; must outlive what it opened. The store is opened, and made, only
// where a place is in it.
class Opener {
 public:
  explicit Opener(std::string root) : root_(std::move(root)) {}

  Result<std::unique_ptr<ImageSource>> source(const Place& place, const Side& side);
  // `from`: blobs are mounted from there where that is possible; it must outlive the target. `more_names`
  // beside the place's own. `platform`: whose image Docker finds in an archive of an index.
  Result<Target> destination(const Place& place, const Side& side, const ImageSource& from,
                             const std::vector<std::string>& more_names, const spec::image::Platform& platform);

  registry::CurlTransport& transport() { return transport_; }
  // The store's lease.
  Result<const spec::layout::Lease*> lease();

 private:
  std::string root_;
  registry::CurlTransport transport_;
  std::unique_ptr<spec::layout::Store> store_;
  std::optional<spec::layout::Lease> lease_;
};

}  // namespace imagetool::archive
