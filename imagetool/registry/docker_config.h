// Credentials in Docker's config.json.
#pragma once

#include <optional>
#include <string>

#include "spec/base/result.h"

namespace imagetool::registry {

struct Credentials {
  std::string user;
  std::string password;
  std::string identity_token;  // an OAuth2 refresh token; then the password is not used
};

// $REGISTRY_AUTH_FILE, else $DOCKER_CONFIG/config.json, else ~/.docker/config.json.
std::string docker_config_path();

// `registry` is "docker.io" or HOST[:PORT]. Where the file or the entry is missing there is nothing.
Result<std::optional<Credentials>> find_credentials(const std::string& path, const std::string& registry);
// Members that we do not know stay; the file is replaced by rename, with mode 0600.
Result<void> store_credentials(const std::string& path, const std::string& registry, const Credentials& credentials);
// False where there were none.
Result<bool> erase_credentials(const std::string& path, const std::string& registry);

}  // namespace imagetool::registry
