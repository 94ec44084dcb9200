// The child, from clone3 to execve: what it does, in this order, and why so.
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "runtime/init/child.h"
#include "runtime/init/handshake.h"
#include "runtime/log/log.h"
#include "runtime/sys/affinity.h"

namespace runtime::init {

namespace {

struct Step {
  const char* name;
  StepFunction run;
};

constexpr Step kContainerSteps[] = {
    {"cgroup", enter_cgroup},  // through descriptors, before anything of ours can be limited wrongly
    {"cpu affinity", set_cpu_affinity},
    {"namespaces", enter_namespaces},
    {"user namespace", become_root},  // the ids are mapped: what is made from here on is the container's
    {"cgroup namespace", unshare_cgroup_namespace},
    {"loopback", raise_loopback},
    {"session", start_session},
    {"session keyring", join_keyring},
    {"private proc", open_proc},  // while the host's is in sight: the kernel wants a whole one for a new one
    {"root", open_root},
    {"mounts", make_mounts},
    {"devices", make_devices},
    {"hooks", tell_mounted},  // prestart, createRuntime: the parent runs them, the host is still in sight
    {"hooks", run_create_container_hooks},
    {"masked paths", mask_paths},  // over the mounts, and not undone by a hook's
    {"readonly paths", protect_paths},
    {"cwd", make_working_folder},
    {"read-only root", finish_root},
    {"pivot_root", enter_root},  // the host is out of sight
    {"terminal", open_terminal},
    {"names", set_names},
    {"sysctl", write_sysctls},
    {"rlimits", set_rlimits},
    {"scheduling", set_scheduling},
    {"memory policy", set_memory_policy},
    {"personality", set_personality},
    {"label", set_label},
    {"environment", prepare_environment},
    {"stdio", own_stdio},
    {"descriptors", drop_descriptors},
    {"cwd", enter_working_folder_early},  // where the runtime may and the user may not
    {"user", become_user},
    {"no_new_privs", forbid_new_privileges},
    {"cwd", enter_working_folder},  // as the user, where that was refused
    {"executable", find_executable},
    {"signals", drop_signal_handling},
    {"seccomp", load_notifying_filter},  // while the runtime is there, which hands the listener over
    {"hand-shake", wait_for_release},
    {"start", wait_for_start},
    {"hooks", run_start_container_hooks},
    {"seccomp", load_filter},  // the last of all: no call of ours but execve needs its leave
    {"execute", execute},
};

constexpr Step kExecSteps[] = {
    {"cgroup", enter_cgroup},
    {"cpu affinity", set_cpu_affinity},
    {"namespaces", enter_namespaces},
    {"user namespace", become_root},
    {"session", start_session},
    {"session keyring", join_keyring},
    {"private proc", open_proc},
    {"terminal", open_terminal},
    {"rlimits", set_rlimits},
    {"scheduling", set_scheduling},
    {"memory policy", set_memory_policy},
    {"personality", set_personality},
    {"label", set_label},
    {"environment", prepare_environment},
    {"stdio", own_stdio},
    {"descriptors", drop_descriptors},
    {"cwd", enter_working_folder_early},
    {"user", become_user},
    {"no_new_privs", forbid_new_privileges},
    {"cwd", enter_working_folder},
    {"executable", find_executable},
    {"signals", drop_signal_handling},
    {"seccomp", load_notifying_filter},
    {"hand-shake", wait_for_release},
    {"seccomp", load_filter},
    {"execute", execute},
};

// The last words of a child: to the runtime while that listens, then to `start`.
void report(const Child& child, const Error& error) {
  const std::string text = encode_error(error);
  if (child.plan.channel && say(child.plan.channel, Word::kFailed, text)) return;
  if (child.container != nullptr && child.container->report_fifo) {
    (void)!::write(child.container->report_fifo.get(), text.data(), text.size());
  }
}

// In runc's words, which its users search a log for.
void tell_begin() {
  if (log::debug_file() < 0) return;
  log::debug("nsexec[", ::getpid(), "]: => nsexec container setup");
  log::debug("nsexec[", ::getpid(), "]: affinity: ", sys::affinity_mask());
  log::debug("child process in init()");
}

template <std::size_t N>
[[noreturn]] void run(Child& child, const Step (&steps)[N]) {
  // Others in a shared pid namespace must not open our descriptors or memory
  // (CVE-2016-9962); execve undoes it.
  if (!child.plan.mapped_by_user) ::prctl(PR_SET_DUMPABLE, 0);  // else become_root() does it
  ::umask(0);
  trace::Trace none;
  trace::Trace& trace = child.plan.trace != nullptr ? *child.plan.trace : none;
  trace.enter("init");
  tell_begin();
  for (const Step& step : steps) {
    // The filter may forbid to say more, and the execve ends what we could say.
    if (step.run == load_filter) trace.begun("execute");
    Result<void> done = step.run(child);
    const bool last = step.run == load_filter || step.run == execute;
    if (done && !last) trace.done(step.name);
    if (done) continue;
    if (!last) trace.failed(step.name, done.error());
    report(child, std::move(done).error().step(step.name));
    ::_exit(1);
  }
  ::_exit(1);
}

}  // namespace

void run_container(ContainerPlan& plan) {
  Child child(plan, &plan);
  run(child, kContainerSteps);
}

void run_exec(Plan& plan) {
  Child child(plan, nullptr);
  run(child, kExecSteps);
}

}  // namespace runtime::init
