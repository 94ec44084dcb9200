#include "runtime/seccomp/listener.h"

#include "runtime/sys/socket.h"
#include "spec/runtime/config.h"

namespace runtime::seccomp {

Result<void> send_listener(const spec::runtime::Seccomp& config, const spec::runtime::State& state, pid_t pid,
                           FdRef listener) {
  const spec::runtime::ContainerProcessState message{
      spec::runtime::kVersion, {"seccompFd"}, pid, config.listener_metadata, state};
  const Fd socket = TRY_STEP("linux.seccomp.listenerPath: failed to connect with seccomp agent",
                             sys::connect_to(config.listener_path));
  TRY_STEP("linux.seccomp.listenerPath", sys::send_fd(socket, write_container_process_state(message), listener));
  return {};
}

}  // namespace runtime::seccomp
