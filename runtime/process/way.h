// How a new process gets into its namespaces.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/init/plan.h"
#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::process {

struct Way {
  std::uint64_t clone_flags = 0;                // the namespaces that are new
  std::vector<init::JoinedNamespace> by_child;  // joined by the child itself
  // An intermediate process does what has no effect on who does it (a joined
  // pid namespace), or must be done before the new ones are made (a joined user
  // namespace, the offsets of a new time namespace); its child is ours.
  bool intermediate = false;
  std::vector<init::JoinedNamespace> by_intermediate;
  bool unshare_time = false;
  std::string time_offsets;  // as /proc/self/timens_offsets takes them

  // `exec`: everything at once, by the container's first process (setns(2) with a pidfd).
  Fd container;
  int container_namespaces = 0;  // CLONE_NEW*
  bool enters_user_namespace = false;

  bool makes(spec::runtime::NamespaceType type) const;
  bool joins(spec::runtime::NamespaceType type) const;
};

// From config.json's namespaces; opens those with a path.
Result<Way> plan_way(const spec::runtime::Linux& linux);

// Into the namespaces of a container's first process that are not our own.
Result<Way> plan_way_into(pid_t pid, FdRef pidfd);

}  // namespace runtime::process
