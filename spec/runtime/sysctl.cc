#include "spec/runtime/sysctl.h"

#include <algorithm>
#include <array>

#include "spec/base/text.h"

namespace spec::runtime {

namespace {

constexpr std::array<std::string_view, 9> kIpc = {"kernel/msgmax", "kernel/msgmnb",          "kernel/msgmni",
                                                  "kernel/sem",    "kernel/shmall",          "kernel/shmmax",
                                                  "kernel/shmmni", "kernel/shm_rmid_forced", "kernel/auto_msgmni"};

bool is_part(std::string_view part) {
  if (part.empty() || part == "." || part == "..") return false;
  return std::all_of(part.begin(), part.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.' || c == ':';
  });
}

Result<void> check(const std::string& path, const std::string& name, const Config& config) {
  const auto has = [&](NamespaceType type) { return config.linux.find_namespace(type) != nullptr; };
  const auto need = [&](NamespaceType type, const char* what) -> Result<void> {
    if (has(type)) return {};
    return fail(concat("linux.sysctl: \"", name, "\" is not allowed in the host's ", what, " namespace"));
  };
  if (std::find(kIpc.begin(), kIpc.end(), path) != kIpc.end() || path.starts_with("fs/mqueue/")) {
    return need(NamespaceType::kIpc, "ipc");
  }
  if (path.starts_with("net/")) return need(NamespaceType::kNetwork, "network");
  if (path == "kernel/hostname") {
    return fail(concat("linux.sysctl: \"", name, "\" conflicts with \"hostname\"")).with_hint("set hostname");
  }
  if (path == "kernel/domainname") {
    if (!config.domainname.empty() && config.domainname != config.linux.sysctl.at(name)) {
      return fail(concat("linux.sysctl: \"", name, "\" conflicts with \"domainname\""));
    }
    return need(NamespaceType::kUts, "uts");
  }
  return fail(concat("linux.sysctl: \"", name, "\" is not in a separate kernel namespace"));
}

}  // namespace

Result<std::string> sysctl_path(std::string_view name) {
  const std::size_t first = name.find_first_of("./");
  std::string path(name);
  if (first != std::string_view::npos && name[first] == '.') {
    // Dots separate; a slash stands for a dot in a name ("net.ipv4.conf.eth0/1.forwarding").
    for (char& c : path) c = c == '.' ? '/' : c == '/' ? '.' : c;
  }
  const std::vector<std::string> parts = split(path, '/');
  if (!std::all_of(parts.begin(), parts.end(), is_part)) {
    return fail(concat("linux.sysctl: \"", name, "\" is no sysctl's name"));
  }
  return path;
}

Result<void> validate_sysctls(const Config& config) {
  for (const auto& [name, value] : config.linux.sysctl) {
    const std::string path = TRY(sysctl_path(name));
    TRY(check(path, name, config));
  }
  return {};
}

}  // namespace spec::runtime
