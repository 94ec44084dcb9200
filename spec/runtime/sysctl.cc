#include "spec/runtime/sysctl.h"

#include <algorithm>
#include <array>

#include "spec/base/text.h"

namespace spec::runtime {

namespace {

using json::Problem;

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

// Why it may not be set; empty where it may.
Problem check(const std::string& path, const std::string& name, const Config& config) {
  const auto problem = [&](const std::string& reason, std::string hint = "") {
    return Problem{"linux.sysctl", concat("\"", name, "\" ", reason), std::move(hint)};
  };
  const auto need = [&](NamespaceType type, const char* what) {
    if (config.linux.find_namespace(type) != nullptr) return Problem();
    return problem(concat("is not allowed in the host's ", what, " namespace"));
  };
  if (std::find(kIpc.begin(), kIpc.end(), path) != kIpc.end() || path.starts_with("fs/mqueue/")) {
    return need(NamespaceType::kIpc, "ipc");
  }
  if (path.starts_with("net/")) return need(NamespaceType::kNetwork, "network");
  if (path == "kernel/hostname") return problem("conflicts with \"hostname\"", "set hostname");
  if (path == "kernel/domainname") {
    if (!config.domainname.empty() && config.domainname != config.linux.sysctl.at(name)) {
      return problem("conflicts with \"domainname\"");
    }
    return need(NamespaceType::kUts, "uts");
  }
  return problem("is not in a separate kernel namespace");
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
    return fail(concat("\"", name, "\" is no sysctl's name"));
  }
  return path;
}

void find_sysctl_problems(const Config& config, json::Problems& problems) {
  for (const auto& [name, value] : config.linux.sysctl) {
    const Result<std::string> path = sysctl_path(name);
    if (!path) {
      problems.add("linux.sysctl", path.error());
      continue;
    }
    Problem problem = check(*path, name, config);
    if (!problem.message.empty()) problems.add(problem.place, problem.message, problem.hint);
  }
}

}  // namespace spec::runtime
