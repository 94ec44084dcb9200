// Who makes a container's cgroup, what it is asked for, and where it is found again.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "spec/runtime/resources.h"

namespace runtime::cgroup {

enum class Manager {
  kCgroupfs,  // this program, through the cgroup file system
  kSystemd,   // systemd, which makes a scope
  kDisabled,  // nobody: the container stays in its caller's cgroup, without limits
};

// "cgroupfs", "systemd", "disabled"
std::string_view manager_name(Manager manager);
std::optional<Manager> parse_manager(std::string_view name);

// What a container asks for.
struct Request {
  Manager manager = Manager::kCgroupfs;
  std::string id;
  std::string cgroups_path{};                        // linux.cgroupsPath; "" is the manager's choice
  std::map<std::string, std::string> annotations{};  // config.json's: some are for the manager
  // Without privileges over cgroups: a hierarchy that lets us make nothing is
  // left out, unless cgroups_path was given. A limit there is still an error.
  bool rootless = false;
};

// Hierarchy::name() -> the folder, absolute.
using Paths = std::map<std::string, std::string>;

// What the state file keeps of a cgroup.
struct Address {
  Manager manager = Manager::kCgroupfs;
  std::string unit{};  // systemd's: "libpod-web.scope"
  Paths paths{};
};

}  // namespace runtime::cgroup
