#include <sys/personality.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/init/child.h"
#include "runtime/sys/rlimits.h"
#include "spec/base/text.h"

namespace runtime::init {

namespace {

// As linux/ioprio.h has them, which is no C++ in Debian's linux-libc-dev 6.1.192.
constexpr int kIoprioWhoProcess = 1;
constexpr int kIoprioClassShift = 13;

// sched_setattr(2)'s, which glibc 2.36 lacks and whose kernel header collides with glibc's.
struct SchedulerAttributes {
  std::uint32_t size = sizeof(SchedulerAttributes);
  std::uint32_t sched_policy;
  std::uint64_t sched_flags;
  std::int32_t sched_nice;
  std::uint32_t sched_priority;
  std::uint64_t sched_runtime;
  std::uint64_t sched_deadline;
  std::uint64_t sched_period;
};

// `cpu` is the container's, null for a further process in it.
Result<void> set_scheduler(const spec::runtime::Scheduler& scheduler, const spec::runtime::Cpu* cpu) {
  SchedulerAttributes attr = {};
  attr.sched_policy = static_cast<std::uint32_t>(scheduler.policy);
  for (const spec::runtime::SchedulerFlag flag : scheduler.flags) attr.sched_flags |= static_cast<std::uint64_t>(flag);
  attr.sched_nice = scheduler.nice;
  attr.sched_priority = static_cast<std::uint32_t>(scheduler.priority);
  attr.sched_runtime = scheduler.runtime;
  attr.sched_deadline = scheduler.deadline;
  attr.sched_period = scheduler.period;
  if (::syscall(SYS_sched_setattr, 0, &attr, 0) == 0) return {};
  Error error = fail_errno("sched_setattr");
  if (error.number != EPERM) return error;
  using enum spec::runtime::SchedulerPolicy;
  const bool deadline = scheduler.policy == kDeadline;
  if (deadline && cpu != nullptr && !cpu->cpus.empty()) {
    return std::move(error).with_hint(
        "process scheduler can't be used together with AllowedCPUs, which linux.resources.cpu.cpus are");
  }
  if (deadline) return error;
  if (scheduler.policy != kFifo && scheduler.policy != kRr) {
    return std::move(error).with_hint("a nice value below one's own takes CAP_SYS_NICE");
  }
  return std::move(error).with_hint(
      "realtime takes CAP_SYS_NICE, and with cgroup v1 a linux.resources.cpu.realtimeRuntime");
}

}  // namespace

Result<void> set_rlimits(Child& child) {
  // In a user namespace none can be raised: the parent does it, when the process is ready.
  if (child.plan.user_namespace) return {};
  return sys::set_rlimits(0, child.process().rlimits);
}

Result<void> set_scheduling(Child& child) {
  const spec::runtime::Process& process = child.process();
  if (process.scheduler) {
    const auto* cpu = child.container == nullptr ? nullptr : &child.config().linux.resources.cpu;
    TRY_STEP("scheduler", set_scheduler(*process.scheduler, cpu));
  }
  if (process.io_priority) {
    const int io_class = static_cast<int>(process.io_priority->io_class);
    const int value = (io_class << kIoprioClassShift) | process.io_priority->priority;
    if (::syscall(SYS_ioprio_set, kIoprioWhoProcess, 0, value) < 0) return fail_errno("ioPriority");
  }
  return {};
}

Result<void> set_personality(Child& child) {
  const auto& wanted = child.plan.personality;
  if (wanted && ::personality(static_cast<unsigned long>(wanted->domain)) < 0) {
    return fail_errno("personality");
  }
  return {};
}

}  // namespace runtime::init
