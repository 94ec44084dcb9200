// Starting a container that was created.
#pragma once

#include <string>

#include "runtime/container/delete.h"
#include "spec/base/result.h"

namespace runtime::container {

// Lets the waiting process go on and waits until it has executed the user's
// program: a startContainer hook or an execve that fails is the error.
// `notify_socket` is the service manager's that the caller has, "" is none: where the container
// was made with one, start() returns when it is ready, or has ended.
Result<void> start(const std::string& state_root, const std::string& id, const std::string& notify_socket,
                   Warnings& warnings);

}  // namespace runtime::container
