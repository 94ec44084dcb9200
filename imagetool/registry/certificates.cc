#include "imagetool/registry/certificates.h"

#include <cstdlib>
#include <vector>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace imagetool::registry {

namespace {

constexpr std::uint64_t kMaxFile = 8 << 20;
constexpr const char* kSystem = "/etc/ssl/certs/ca-certificates.crt";

std::string stem(const std::string& name) { return name.substr(0, name.rfind('.')); }

bool has(const std::vector<std::string>& names, const std::string& wanted) {
  for (const std::string& name : names) {
    if (name == wanted) return true;
  }
  return false;
}

}  // namespace

Result<Certificates> read_certificates(const std::string& folder) {
  Certificates found;
  const std::vector<std::string> names = TRY(list_dir(FdRef::cwd(), folder));
  for (const std::string& name : names) {
    const std::string path = concat(folder, '/', name);
    if (name.ends_with(".crt")) {
      found.authorities += TRY(read_file(path, kMaxFile));
      found.authorities += '\n';
    } else if (name.ends_with(".cert")) {
      const std::string key = stem(name) + ".key";
      if (!has(names, key)) {
        return fail(concat(path, ": its key ", key, " is missing"))
            .with_hint("authorities have names that end in .crt");
      }
      if (!found.client_certificate.empty()) continue;
      found.client_certificate = path;
      found.client_key = concat(folder, '/', key);
    } else if (name.ends_with(".key") && !has(names, stem(name) + ".cert")) {
      return fail(concat(path, ": its certificate ", stem(name), ".cert is missing"));
    }
  }
  return found;
}

Result<Certificates> load_certificates(const std::string& registry) {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  std::string own = config == nullptr ? "" : config;
  if (own.empty()) own = concat(home == nullptr ? "" : home, "/.config");
  for (const std::string& base : {own + "/containers", std::string("/etc/containers"), std::string("/etc/docker")}) {
    Result<Certificates> found = read_certificates(concat(base, "/certs.d/", registry));
    if (found || (found.error().number != ENOENT && found.error().number != EACCES)) return found;
  }
  return Certificates();
}

Result<std::string> with_system_authorities(const std::string& authorities) {
  const char* chosen = std::getenv("SSL_CERT_FILE");
  Result<std::string> system = read_file(chosen == nullptr ? kSystem : chosen, kMaxFile);
  if (!system && system.error().number != ENOENT) return system;
  return concat(system ? *system : "", "\n", authorities);
}

}  // namespace imagetool::registry
