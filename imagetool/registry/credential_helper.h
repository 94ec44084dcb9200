// docker-credential-NAME: programs that keep credentials elsewhere (a keyring,
// a cloud's tokens), by Docker's credential helper protocol.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "imagetool/registry/docker_config.h"
#include "spec/base/result.h"

namespace imagetool::registry {

class CredentialHelper {
 public:
  // `name` is what config.json says: "pass", "ecr-login"; the program is looked
  // for in $PATH and run without a shell.
  explicit CredentialHelper(std::string name) : program_("docker-credential-" + name) {}

  // `server` is what the credentials are filed under: "https://index.docker.io/v1/", "host:5000".
  // Nothing where the helper has none.
  Result<std::optional<Credentials>> get(const std::string& server) const;
  Result<void> store(const std::string& server, const Credentials& credentials) const;
  Result<void> erase(const std::string& server) const;
  // The user of each server.
  Result<std::map<std::string, std::string>> list() const;

 private:
  // What it prints; an error holds its own words.
  Result<std::string> run(const char* action, const std::string& input) const;
  std::string program_;
};

}  // namespace imagetool::registry
