// The process between the runtime and the container's first one, where there must be one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/init/plan.h"

namespace runtime::init {

struct Passage {
  const std::vector<JoinedNamespace>* join = nullptr;
  int container = -1;            // a pidfd whose namespaces ...
  int container_namespaces = 0;  // ... of these types are joined at once; 0: none
  bool unshare_time = false;
  std::string time_offsets;
  std::uint64_t clone_flags = 0;
  int pid_pipe = -1;  // where the child's pid goes: a pipe of its own, as the child may speak first
};

// Joins, makes the child as a sibling of its own (CLONE_PARENT), writes its pid
// and ends. In the child it returns, and the child goes on with its own life.
// A failure is said on the plan's channel.
void pass_through(Plan& plan, const Passage& passage);

}  // namespace runtime::init
