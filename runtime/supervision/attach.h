// Being attached: this process's input and outputs are the container's.
#pragma once

#include <optional>
#include <string>

#include "runtime/process/detach_keys.h"
#include "runtime/supervision/connection.h"
#include "spec/base/result.h"

namespace runtime::supervision {

struct AttachStyle {
  bool terminal = false;                           // the container has one
  bool input = true;                               // ours is passed on
  bool pass_signals = true;                        // what this process is sent, the container gets
  std::string detach_keys = process::kDetachKeys;  // bytes; "" is none
};

// Until the container has ended: its exit code; none where the user detached, or its supervisor was killed. The
// connection is attached already.
Result<std::optional<int>> stay_attached(const Connection& connection, const AttachStyle& style);

// Starts a container that does not run, and stays attached from its first word on: its exit code; 0 where the user
// detached.
Result<int> run_attached(const Place& place, const AttachStyle& style);

}  // namespace runtime::supervision
