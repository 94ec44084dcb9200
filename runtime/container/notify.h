// The folder of the socket that a container tells its service manager through (process/notify_socket.h): ID/notify in
// the state root, /run/notify inside.
#pragma once

#include <string>

#include "runtime/process/notify_socket.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::container {

// Has the container find it. The state root has to be there.
Result<void> add_notify_mount(spec::runtime::Config& config, const std::string& state_root, const std::string& id);

// The folder, in the container's state folder.
Result<void> make_notify_folder(FdRef state_folder);

// None where no manager waits (`manager` is the caller's NOTIFY_SOCKET), or the container was made without one.
Result<process::NotifySocket> open_notify_socket(FdRef state_folder, const std::string& manager);

}  // namespace runtime::container
