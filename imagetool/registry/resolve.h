// From a name to its manifest: mirrors, then the origin.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "imagetool/registry/auth_files.h"
#include "imagetool/registry/policy.h"
#include "imagetool/registry/registries_conf.h"
#include "imagetool/registry/repository.h"
#include "spec/image/reference.h"

namespace imagetool::registry {

// What a user's files and options say.
struct Settings {
  bool tls_verify = true;
  RegistriesConf conf;
  AuthFiles auth;
  Policy policy;
  std::optional<Credentials> credentials;  // given for this one command: instead of those that are stored
};
Result<Settings> load_settings(bool tls_verify);

// The endpoint with what the user's files say of it: certificates, headers.
Result<Endpoint> equip(const Endpoint& endpoint, const AuthFiles& auth);

// One endpoint's repository, with the credentials that are stored for it.
Result<std::unique_ptr<Repository>> open_repository(Transport& transport, const Settings& settings,
                                                    const Endpoint& endpoint, Access access);
// The origin of a name: what is pushed to. The transport must outlive it.
Result<std::unique_ptr<Repository>> open_origin(Transport& transport, const Settings& settings,
                                                const spec::image::Reference& reference, Access access);

struct Resolved {
  std::unique_ptr<Repository> repository;  // the endpoint that answered; blobs may come from those after it
  spec::image::Digest digest;
  std::optional<Document> document;  // nothing where the digest is the `known` one
};

// What `reference` means now. One that policy.json forbids is an error, and not asked for. `known`: a digest whose
// content is here already; where the registry's is the same, only its HEAD is asked for. A mirror that fails for
// whatever reason is passed over; the error is the origin's, and its hint tells what the mirrors said.
Result<Resolved> resolve_manifest(Transport& transport, const Settings& settings,
                                  const spec::image::Reference& reference, const spec::image::Digest& known);

}  // namespace imagetool::registry
