// The process between the runtime and the container's first one, where there must be one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/init/plan.h"

namespace runtime::init {

struct Passage {
  const std::vector<JoinedNamespace>* join = nullptr;
  bool unshare_time = false;
  std::string time_offsets;
  std::uint64_t clone_flags = 0;
};

// Joins, makes the child as a sibling of its own (CLONE_PARENT), says kPid and
// ends. In the child it returns, and the child goes on with its own life.
void pass_through(Plan& plan, const Passage& passage);

}  // namespace runtime::init
