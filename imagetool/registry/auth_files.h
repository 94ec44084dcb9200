// The files that hold a user's credentials, Docker's and containers/image's.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "imagetool/registry/docker_config.h"
#include "spec/base/result.h"

namespace imagetool::registry {

struct AuthFiles {
  std::string login;             // where login puts them
  std::vector<std::string> all;  // in the order in which they are asked, `login` among them

  // $REGISTRY_AUTH_FILE alone where it is set. Else $DOCKER_CONFIG/config.json or ~/.docker/config.json,
  // $XDG_RUNTIME_DIR/containers/auth.json (/run/containers/UID without it), ~/.config/containers/auth.json.
  static AuthFiles of_user();
};

// For a repository ("library/busybox") of a registry ("docker.io", "host:5000"): the first file that has
// some, there the helper of the registry, the store of all, then the entries, the most particular first.
Result<std::optional<Credentials>> find_credentials(const AuthFiles& files, const std::string& registry,
                                                    const std::string& repository);

// Into the helper or store that the file names, or else the file itself. Returns
// whether it is in the file now, which is no safer than its mode.
Result<bool> store_credentials(const AuthFiles& files, const std::string& registry, const Credentials& credentials);

// From everywhere; false where there were none.
Result<bool> erase_credentials(const AuthFiles& files, const std::string& registry);

// HttpHeaders of Docker's config.json: what every request carries.
Result<std::vector<std::pair<std::string, std::string>>> extra_headers(const AuthFiles& files);

}  // namespace imagetool::registry
