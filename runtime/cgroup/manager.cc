#include "runtime/cgroup/manager.h"

namespace runtime::cgroup {

std::string_view manager_name(Manager manager) {
  switch (manager) {
    case Manager::kCgroupfs:
      return "cgroupfs";
    case Manager::kSystemd:
      return "systemd";
    case Manager::kDisabled:
      return "disabled";
  }
  return "";
}

std::optional<Manager> parse_manager(std::string_view name) {
  for (const Manager manager : {Manager::kCgroupfs, Manager::kSystemd, Manager::kDisabled}) {
    if (name == manager_name(manager)) return manager;
  }
  return std::nullopt;
}

}  // namespace runtime::cgroup
