#include "runtime/container/exec.h"

#include <fcntl.h>
#include <unistd.h>

#include <optional>

#include "runtime/cgroup/cgroup.h"
#include "runtime/container/annotations.h"
#include "runtime/container/bundle.h"
#include "runtime/container/exec_process.h"
#include "runtime/container/labels.h"
#include "runtime/container/status.h"
#include "runtime/container/store.h"
#include "runtime/init/handshake.h"
#include "runtime/process/conversation.h"
#include "runtime/process/foreground.h"
#include "runtime/process/terminal.h"
#include "runtime/process/way.h"
#include "runtime/resctrl/group.h"
#include "runtime/sys/affinity.h"
#include "runtime/sys/rlimits.h"
#include "runtime/sys/socket.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::container {

namespace {

using spec::runtime::Process;
using spec::runtime::Status;

Result<void> check_running(Status status, bool ignore_paused) {
  switch (status) {
    case Status::kCreated:
    case Status::kRunning:
      return {};
    case Status::kCreating:
      return fail("cannot exec in a container that is being created");
    case Status::kStopped:
      return fail("cannot exec in a stopped container");
    case Status::kPaused:
      if (ignore_paused) return {};
      return fail("cannot exec in a paused container (use --ignore-paused to override)");
  }
  return {};
}

Result<void> check_terminal(const Process& process, const ExecOptions& options) {
  if (process.terminal && options.detach && options.console_socket.empty()) {
    return fail("cannot make a terminal without a console socket when detached").with_hint("see --console-socket");
  }
  if (!process.terminal && !options.console_socket.empty()) {
    return fail("--console-socket: the process has no terminal").with_hint("see --tty");
  }
  return {};
}

// The child's plan and what it points to.
struct ExecPlan {
  Process process;
  seccomp::Filter filter;
  init::Plan plan;
  process::Way way;
  Fd pidfd_socket;
};

Result<void> prepare(const ExecOptions& options, const Record& record, const spec::runtime::Config& config,
                     FdRef first_process, ExecPlan& exec) {
  exec.process = TRY(make_exec_process(options, config));
  TRY(check_terminal(exec.process, options));
  TRY(check_label(exec.process));
  exec.way = TRY(process::plan_way_into(record.pid, first_process));
  exec.plan.process = &exec.process;
  exec.plan.personality = config.linux.personality;
  exec.plan.memory_policy = config.linux.memory_policy;
  exec.plan.container_id = record.id;
  exec.plan.keep_groups = is_annotated(config.annotations, "keep_original_groups");
  exec.plan.preserve_fds = options.preserve_fds;
  exec.plan.user_namespace = exec.way.enters_user_namespace;
  exec.plan.join = std::move(exec.way.by_child);
  if (!options.console_socket.empty()) {
    exec.plan.console_socket = TRY_STEP("console socket", sys::connect_to(options.console_socket));
  }
  if (!options.pidfd_socket.empty()) {
    exec.pidfd_socket = TRY_STEP("pidfd socket", sys::connect_to(options.pidfd_socket));
  }
  if (config.linux.seccomp) {
    exec.filter = TRY_STEP("seccomp", seccomp::compile_cached(*config.linux.seccomp, options.state_root + "/.seccomp"));
    exec.plan.filter = &exec.filter;
  }
  const cgroup::SubCgroups subs = TRY(cgroup::parse_sub_cgroups(options.cgroups));
  const cgroup::Cgroup cgroup = cgroup::Cgroup::open(record.cgroup);
  exec.plan.entrance = TRY_STEP("cgroup", cgroup.entrance_beside(record.pid, subs));
  return {};
}

// The manager moves the process into the cgroup, which we may not.
Result<void> have_moved(const Record& record, const process::Child& child, const std::string& below) {
  cgroup::Cgroup cgroup = cgroup::Cgroup::open(record.cgroup);
  TRY(cgroup.attach(child.pid(), below));
  return init::say(child.channel(), init::Word::kEntered);
}

Result<void> release(const ExecOptions& options, process::Child& child) {
  if (!options.pid_file.empty()) {
    TRY_STEP("pid file", replace_file(FdRef::cwd(), options.pid_file, std::to_string(child.pid()), 0644, Durable::kNo));
  }
  TRY(init::say(child.channel(), init::Word::kGo));
  return process::wait_for_execute(child);
}

// The container's folder and what is in it, as it was at one time.
struct Found {
  Folder folder;
  Folder::Loaded loaded;
  Status status;
  Fd first_process;
};

Result<Found> find_running(const ExecOptions& options) {
  const Store store = TRY(Store::open(options.state_root));
  Folder folder = TRY(store.find(options.id));
  Folder::Loaded loaded = TRY(folder.load());
  const Status status = TRY(current_status(folder, loaded));
  TRY(check_running(status, options.ignore_paused));
  Result<Fd> first_process = open_first_process(loaded.record);
  if (!first_process) return fail("cannot exec in a stopped container");
  return Found{std::move(folder), std::move(loaded), status, std::move(*first_process)};
}

Result<int> run_process(const ExecOptions& options, const Found& found, Warnings& warnings,
                        std::optional<process::Foreground>& foreground) {
  const Record& record = found.loaded.record;
  const spec::runtime::Config config = TRY(kept_config(found.folder.fd()));
  ExecPlan plan;
  TRY(prepare(options, record, config, found.first_process, plan));
  // Of this process's, which the new one has until it is in its cgroup.
  if (plan.process.exec_cpu_affinity && !plan.process.exec_cpu_affinity->initial.empty()) {
    TRY_STEP("execCPUAffinity.initial", sys::set_affinity(plan.process.exec_cpu_affinity->initial));
  }
  process::Child child = TRY(process::launch_exec(plan.plan, plan.way));
  if (plan.plan.entrance.moved) TRY_STEP("cgroup", have_moved(record, child, plan.plan.entrance.moved_below));
  if (plan.pidfd_socket) TRY_STEP("pidfd socket", sys::send_fd(plan.pidfd_socket, "pidfd", child.pidfd()));
  if (record.intel_rdt) TRY_STEP("intelRdt", resctrl::enter(*record.intel_rdt, child.pid()));
  process::Answers answers;
  answers.seccomp = config.linux.seccomp ? &*config.linux.seccomp : nullptr;
  answers.state = public_state(record, found.status);
  process::Outcome outcome = TRY(process::accompany(child, answers));
  warnings = std::move(outcome.warnings);
  if (plan.plan.user_namespace) TRY_STEP("rlimits", sys::set_rlimits(child.pid(), plan.process.rlimits));
  TRY(release(options, child));
  if (options.detach) {
    child.keep();
    return 0;
  }
  const int code = TRY(foreground->wait(child, outcome.terminal, nullptr, options.keys));
  child.keep();
  if (options.keys != nullptr && options.keys->found()) TRY(process::leave_terminal(outcome.terminal));
  return code;
}

}  // namespace

Result<int> exec(const ExecOptions& options, Warnings& warnings) {
  std::optional<process::Foreground> foreground;
  if (!options.detach) {
    process::Foreground begun = TRY(process::Foreground::begin());
    foreground.emplace(std::move(begun));
  }
  const Found found = TRY(find_running(options));
  Result<int> code = run_process(options, found, warnings, foreground);
  if (code || open_first_process(found.loaded.record)) return code;
  // Whatever it was that failed, this is why.
  return std::move(code).error().with_hint("the container has ended meanwhile");
}

}  // namespace runtime::container
