#include "runtime/checkpoint/restore_notices.h"

#include <fcntl.h>

#include "runtime/container/status.h"
#include "runtime/hooks/hooks.h"
#include "runtime/network/devices.h"
#include "runtime/sys/socket.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::checkpoint {

namespace {

using spec::runtime::NamespaceType;

// A network of the container's own gets what we gave it before; one that others made has its devices still.
Result<void> set_up_network(const NoticeSetting& setting, pid_t pid) {
  if (!setting.way.makes(NamespaceType::kNetwork)) return {};
  const auto& devices = setting.bundle.config.linux.net_devices;
  const Fd network = TRY(open_at(FdRef::cwd(), concat("/proc/", pid, "/ns/net"), O_RDONLY));
  TRY_STEP("network", network::raise_loopback(network));
  if (!devices.empty()) TRY_STEP("linux.netDevices", network::move_devices(devices, network));
  return {};
}

Result<void> run_hooks(const NoticeSetting& setting, const Restored& made, pid_t pid) {
  spec::runtime::State state = container::public_state(made.record, spec::runtime::Status::kCreating);
  state.pid = pid;
  const spec::runtime::Hooks& hooks = setting.bundle.config.hooks;
  const std::string& folder = setting.bundle.path;
  TRY(hooks::run_all({.kind = "prestart", .hooks = hooks.prestart, .state = state, .folder = folder}));
  TRY(hooks::run_all({.kind = "createRuntime", .hooks = hooks.create_runtime, .state = state, .folder = folder}));
  return {};
}

Result<void> take_terminal(const std::string& console_socket, Restored& made, Fd master) {
  if (!master) return fail("criu sent no terminal");
  made.terminal = std::move(master);
  if (console_socket.empty()) return {};
  Fd socket = TRY_STEP("console socket", sys::connect_to(console_socket));
  TRY_STEP("console socket", sys::send_fd(socket, "/dev/ptmx", made.terminal));
  made.terminal.reset();
  return {};
}

}  // namespace

Result<void> take_notice(const NoticeSetting& setting, Restored& made, const Reply& notice, Fd file) {
  if (notice.notify == "setup-namespaces") {
    TRY(set_up_network(setting, notice.pid));
    return run_hooks(setting, made, notice.pid);
  }
  if (notice.notify == "orphan-pts-master") return take_terminal(setting.options.console_socket, made, std::move(file));
  if (notice.notify != "post-restore") return {};
  made.record.own_pid_namespace = setting.way.makes(NamespaceType::kPid);
  return made.record_process(notice.pid);
}

}  // namespace runtime::checkpoint
