#include "imagetool/registry/auth_files.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "imagetool/registry/credential_helper.h"
#include "spec/base/text.h"

namespace imagetool::registry {

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

AuthFiles AuthFiles::of_user() {
  if (const std::string file = variable("REGISTRY_AUTH_FILE"); !file.empty()) return {file, {file}};
  AuthFiles files;
  files.login = docker_config_path();
  files.all.push_back(files.login);
  std::string run = variable("XDG_RUNTIME_DIR");
  run = run.empty() ? concat("/run/containers/", ::getuid()) : run + "/containers";
  files.all.push_back(run + "/auth.json");
  std::string config = variable("XDG_CONFIG_HOME");
  if (config.empty()) config = variable("HOME") + "/.config";
  files.all.push_back(config + "/containers/auth.json");
  return files;
}

Result<std::optional<Credentials>> find_credentials(const AuthFiles& files, const std::string& registry,
                                                    const std::string& repository) {
  for (const std::string& path : files.all) {
    const std::string helper = TRY(helper_of(path, registry));
    if (!helper.empty()) {
      std::optional<Credentials> kept = TRY(CredentialHelper(helper).get(credentials_key(registry)));
      if (kept) return kept;
    }
    // "host/team/app", "host/team", "host"
    std::string scope = concat(registry, '/', repository);
    while (true) {
      std::optional<Credentials> found = TRY(find_credentials(path, scope));
      if (found) return found;
      const std::size_t slash = scope.rfind('/');
      if (slash == std::string::npos) break;
      scope.resize(slash);
    }
  }
  return std::optional<Credentials>();
}

Result<bool> store_credentials(const AuthFiles& files, const std::string& registry, const Credentials& credentials) {
  const std::string helper = TRY(helper_of(files.login, registry));
  if (helper.empty()) {
    TRY(store_credentials(files.login, registry, credentials));
    return true;
  }
  TRY(CredentialHelper(helper).store(credentials_key(registry), credentials));
  return false;
}

Result<bool> erase_credentials(const AuthFiles& files, const std::string& registry) {
  bool erased = false;
  for (const std::string& path : files.all) {
    const std::string helper = TRY(helper_of(path, registry));
    if (!helper.empty()) {
      const CredentialHelper kept(helper);
      const std::optional<Credentials> before = TRY(kept.get(credentials_key(registry)));
      if (before) TRY(kept.erase(credentials_key(registry)));
      erased = erased || before.has_value();
    }
    const bool from_file = TRY(erase_credentials(path, registry));
    erased = erased || from_file;
  }
  return erased;
}

Result<std::vector<std::pair<std::string, std::string>>> extra_headers(const AuthFiles& files) {
  std::vector<std::pair<std::string, std::string>> headers = TRY(http_headers(files.login));
  // What we send ourselves, and what would end the line, is not theirs to say.
  std::erase_if(headers, [](const auto& header) {
    const std::string name = to_lower(header.first);
    const auto ends_line = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; };
    return name.empty() || name == "authorization" || name == "host" || name == "content-length" ||
           name == "user-agent" || name.find_first_of(": \t") != std::string::npos ||
           std::any_of(name.begin(), name.end(), ends_line) ||
           std::any_of(header.second.begin(), header.second.end(), ends_line);
  });
  return headers;
}

}  // namespace imagetool::registry
