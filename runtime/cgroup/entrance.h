// The way of a new process into a cgroup.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::cgroup {

// Open doors to the cgroup for one process that is about to be started.
struct Entrance {
  Fd clone_into;          // for clone3's CLONE_INTO_CGROUP; empty where there is no v2
  Fd clone_into_instead;  // where the first is EBUSY: a cgroup whose children have controllers takes no process
  std::vector<Fd> tasks;  // the v1 hierarchies, for enter()

  // Another moves the process, which waits for that before it goes on: into the
  // cgroup, or what is `moved_below` it ("/inner").
  bool moved = false;
  std::string moved_below;

  // Moves the calling thread, which must be its process's only one, into the
  // v1 cgroups. Writes only to descriptors: nothing is looked up.
  Result<void> enter() const;

  // For delegate(), where a part of the v2 cgroup is the container's own.
  Fd delegated_procs;
  Fd subtree_control;
  std::string controllers;
  // Moves the calling process to the delegated cgroup, and then makes the
  // controllers available there: both only once its cgroup namespace is made.
  Result<void> delegate() const;
};

// Where below the container's cgroups a process of `exec` belongs: controller
// -> path; the one of "" is for every hierarchy that has it, and v2's.
using SubCgroups = std::map<std::string, std::string>;

// "PATH", or any number of "CONTROLLER[,CONTROLLER...]:PATH".
Result<SubCgroups> parse_sub_cgroups(const std::vector<std::string>& arguments);

}  // namespace runtime::cgroup
