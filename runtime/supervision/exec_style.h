// What `exec` in a supervised container does as Docker's.
#pragma once

#include "runtime/container/exec.h"
#include "runtime/supervision/place.h"
#include "spec/base/result.h"

namespace runtime::supervision {

struct ExecStyle {
  bool interactive = false;  // our standard input is the command's
  bool privileged = false;   // all capabilities
};

// Whether a person types it: nothing is asked for that only a program does something with.
bool is_by_hand(const container::ExecOptions& options);

// Completes the options: a user's name is looked up in the container's own /etc/passwd and /etc/group, which are
// hostile. Sets up our own descriptors, which the command gets: nothing that it writes is ours where it is detached.
Result<void> prepare_exec(const Place& place, const ExecStyle& style, container::ExecOptions& options);

}  // namespace runtime::supervision
