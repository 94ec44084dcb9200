// One file of credentials: Docker's config.json, or containers/image's auth.json, which is a part of it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "spec/base/result.h"

namespace imagetool::registry {

struct Credentials {
  std::string user;
  std::string password;
  std::string identity_token;  // an OAuth2 refresh token; then the password is not used
};

// $DOCKER_CONFIG/config.json, else ~/.docker/config.json.
std::string docker_config_path();

// What credentials are filed under: the registry, but for "docker.io" what Docker always called it.
std::string credentials_key(const std::string& registry);
// The credential helper that keeps those of a registry: credHelpers, else credsStore; "" where there is none.
Result<std::string> helper_of(const std::string& path, const std::string& registry);
// The member HttpHeaders.
Result<std::vector<std::pair<std::string, std::string>>> http_headers(const std::string& path);

// `registry` is "docker.io" or HOST[:PORT], or with a "/REPOSITORY" behind it exactly that entry.
// Where the file or the entry is missing there is nothing.
Result<std::optional<Credentials>> find_credentials(const std::string& path, const std::string& registry);
// Members that we do not know stay; the file is replaced by rename, with mode 0600.
Result<void> store_credentials(const std::string& path, const std::string& registry, const Credentials& credentials);
// False where there were none.
Result<bool> erase_credentials(const std::string& path, const std::string& registry);

}  // namespace imagetool::registry
