#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/init/child.h"
#include "spec/base/text.h"

namespace runtime::init {

namespace {

using spec::runtime::RlimitType;

// As linux/ioprio.h has them, which is no C++ in Debian's linux-libc-dev 6.1.192.
constexpr int kIoprioWhoProcess = 1;
constexpr int kIoprioClassShift = 13;

constexpr std::pair<RlimitType, const char*> kRlimitNames[] = {{RlimitType::kAs, "RLIMIT_AS"},
                                                               {RlimitType::kCore, "RLIMIT_CORE"},
                                                               {RlimitType::kCpu, "RLIMIT_CPU"},
                                                               {RlimitType::kData, "RLIMIT_DATA"},
                                                               {RlimitType::kFsize, "RLIMIT_FSIZE"},
                                                               {RlimitType::kLocks, "RLIMIT_LOCKS"},
                                                               {RlimitType::kMemlock, "RLIMIT_MEMLOCK"},
                                                               {RlimitType::kMsgqueue, "RLIMIT_MSGQUEUE"},
                                                               {RlimitType::kNice, "RLIMIT_NICE"},
                                                               {RlimitType::kNofile, "RLIMIT_NOFILE"},
                                                               {RlimitType::kNproc, "RLIMIT_NPROC"},
                                                               {RlimitType::kRss, "RLIMIT_RSS"},
                                                               {RlimitType::kRtprio, "RLIMIT_RTPRIO"},
                                                               {RlimitType::kRttime, "RLIMIT_RTTIME"},
                                                               {RlimitType::kSigpending, "RLIMIT_SIGPENDING"},
                                                               {RlimitType::kStack, "RLIMIT_STACK"}};

const char* rlimit_name(RlimitType type) {
  for (const auto& [known, name] : kRlimitNames) {
    if (known == type) return name;
  }
  return "RLIMIT";
}

Error rlimit_error(const spec::runtime::Rlimit& wanted) {
  const int reason = errno;
  Error error = fail_errno(concat(rlimit_name(wanted.type), " soft ", wanted.soft, " hard ", wanted.hard), reason);
  rlimit now = {};
  const auto resource = static_cast<__rlimit_resource>(wanted.type);
  if (reason == EPERM && ::getrlimit(resource, &now) == 0) {
    return std::move(error).with_hint(
        concat("the hard limit here is ", now.rlim_max, ", and raising it needs CAP_SYS_RESOURCE"));
  }
  return error;
}

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

Result<void> set_scheduler(const spec::runtime::Scheduler& scheduler) {
  SchedulerAttributes attr = {};
  attr.sched_policy = static_cast<std::uint32_t>(scheduler.policy);
  for (const spec::runtime::SchedulerFlag flag : scheduler.flags) attr.sched_flags |= static_cast<std::uint64_t>(flag);
  attr.sched_nice = scheduler.nice;
  attr.sched_priority = static_cast<std::uint32_t>(scheduler.priority);
  attr.sched_runtime = scheduler.runtime;
  attr.sched_deadline = scheduler.deadline;
  attr.sched_period = scheduler.period;
  if (::syscall(SYS_sched_setattr, 0, &attr, 0) < 0) return fail_errno("sched_setattr");
  return {};
}

}  // namespace

Result<void> set_rlimits(Child& child) {
  for (const spec::runtime::Rlimit& wanted : child.process().rlimits) {
    const rlimit limit = {wanted.soft, wanted.hard};
    if (::setrlimit(static_cast<__rlimit_resource>(wanted.type), &limit) < 0) return rlimit_error(wanted);
  }
  return {};
}

Result<void> set_scheduling(Child& child) {
  const spec::runtime::Process& process = child.process();
  if (process.scheduler) TRY_STEP("scheduler", set_scheduler(*process.scheduler));
  if (process.io_priority) {
    const int io_class = static_cast<int>(process.io_priority->io_class);
    const int value = (io_class << kIoprioClassShift) | process.io_priority->priority;
    if (::syscall(SYS_ioprio_set, kIoprioWhoProcess, 0, value) < 0) return fail_errno("ioPriority");
  }
  return {};
}

Result<void> set_personality(Child& child) {
  if (!child.config().linux.personality) return {};
  if (::personality(static_cast<unsigned long>(child.config().linux.personality->domain)) < 0) {
    return fail_errno("personality");
  }
  return {};
}

}  // namespace runtime::init
