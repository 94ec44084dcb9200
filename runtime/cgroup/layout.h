// Which cgroup hierarchies this machine has mounted, and where we are in each.
//
// v1 mounts a hierarchy a controller (or a few together), v2 one for all;
// "hybrid" is v1 with a v2 hierarchy beside it that has no controllers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace runtime::cgroup {

struct Hierarchy {
  // v1: its controllers ("cpu", "cpuacct") or its name ("name=systemd"). v2: empty.
  std::vector<std::string> controllers;
  std::string mount_point;  // "/sys/fs/cgroup/memory"
  std::string own;          // the folder of our own cgroup, below the mount point
  bool unified = false;

  bool has(std::string_view controller) const;
  // "cpu,cpuacct"; "" for v2
  std::string name() const;
};

struct Layout {
  std::vector<Hierarchy> hierarchies;  // no controller is in two

  // Controllers are in v2: limits are v2's files.
  bool unified_only() const;
  const Hierarchy* find(std::string_view controller) const;  // v1
  const Hierarchy* unified() const;

  // From /proc/self/mountinfo and /proc/self/cgroup; an error where no cgroup is mounted.
  static Result<Layout> detect();
  static Result<Layout> parse(std::string_view mountinfo, std::string_view own_cgroups);
};

// The container's folder in a hierarchy, as runc's cgroupfs driver chooses it:
// an absolute cgroupsPath is below the mount point, a relative one below our
// own cgroup (in v2 beside it: a cgroup with processes cannot have children
// with controllers); an empty one is the container's id.
// A ".." in it is an error.
Result<std::string> container_folder(const Layout& layout, const Hierarchy& hierarchy, std::string_view cgroups_path,
                                     std::string_view id);

}  // namespace runtime::cgroup
