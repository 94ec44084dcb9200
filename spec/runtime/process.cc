#include "spec/runtime/process.h"

#include <array>

#include "spec/runtime/tables.h"

namespace spec::runtime {

using json::name;
using json::optional;
using json::required;
using json::written;

constexpr auto describe(const ConsoleSize*) {
  return std::tuple{required("height", &ConsoleSize::height), required("width", &ConsoleSize::width)};
}

constexpr auto describe(const User*) {
  return std::tuple{written("uid", &User::uid), written("gid", &User::gid), optional("umask", &User::umask),
                    optional("additionalGids", &User::additional_gids)};
}

constexpr auto describe(const Capabilities*) {
  return std::tuple{optional("bounding", &Capabilities::bounding), optional("effective", &Capabilities::effective),
                    optional("inheritable", &Capabilities::inheritable),
                    optional("permitted", &Capabilities::permitted), optional("ambient", &Capabilities::ambient)};
}

constexpr auto describe(const RlimitType*) {
  using enum RlimitType;
  return std::array{name(kAs, "RLIMIT_AS"),           name(kCore, "RLIMIT_CORE"),
                    name(kCpu, "RLIMIT_CPU"),         name(kData, "RLIMIT_DATA"),
                    name(kFsize, "RLIMIT_FSIZE"),     name(kLocks, "RLIMIT_LOCKS"),
                    name(kMemlock, "RLIMIT_MEMLOCK"), name(kMsgqueue, "RLIMIT_MSGQUEUE"),
                    name(kNice, "RLIMIT_NICE"),       name(kNofile, "RLIMIT_NOFILE"),
                    name(kNproc, "RLIMIT_NPROC"),     name(kRss, "RLIMIT_RSS"),
                    name(kRtprio, "RLIMIT_RTPRIO"),   name(kRttime, "RLIMIT_RTTIME"),
                    name(kStack, "RLIMIT_STACK"),     name(kSigpending, "RLIMIT_SIGPENDING")};
}

constexpr auto describe(const Rlimit*) {
  return std::tuple{required("type", &Rlimit::type), required("hard", &Rlimit::hard), required("soft", &Rlimit::soft)};
}

constexpr auto describe(const SchedulerPolicy*) {
  using enum SchedulerPolicy;
  return std::array{name(kOther, "SCHED_OTHER"),      name(kFifo, "SCHED_FIFO"), name(kRr, "SCHED_RR"),
                    name(kBatch, "SCHED_BATCH"),      name(kIso, "SCHED_ISO"),   name(kIdle, "SCHED_IDLE"),
                    name(kDeadline, "SCHED_DEADLINE")};
}

constexpr auto describe(const SchedulerFlag*) {
  using enum SchedulerFlag;
  return std::array{name(kResetOnFork, "SCHED_FLAG_RESET_ON_FORK"),  name(kReclaim, "SCHED_FLAG_RECLAIM"),
                    name(kDlOverrun, "SCHED_FLAG_DL_OVERRUN"),       name(kKeepPolicy, "SCHED_FLAG_KEEP_POLICY"),
                    name(kKeepParams, "SCHED_FLAG_KEEP_PARAMS"),     name(kUtilClampMin, "SCHED_FLAG_UTIL_CLAMP_MIN"),
                    name(kUtilClampMax, "SCHED_FLAG_UTIL_CLAMP_MAX")};
}

constexpr auto describe(const Scheduler*) {
  return std::tuple{required("policy", &Scheduler::policy),     optional("nice", &Scheduler::nice),
                    optional("priority", &Scheduler::priority), optional("flags", &Scheduler::flags),
                    optional("runtime", &Scheduler::runtime),   optional("deadline", &Scheduler::deadline),
                    optional("period", &Scheduler::period)};
}

constexpr auto describe(const IoPriorityClass*) {
  using enum IoPriorityClass;
  return std::array{name(kRealtime, "IOPRIO_CLASS_RT"), name(kBestEffort, "IOPRIO_CLASS_BE"),
                    name(kIdle, "IOPRIO_CLASS_IDLE")};
}

constexpr auto describe(const IoPriority*) {
  return std::tuple{required("class", &IoPriority::io_class), written("priority", &IoPriority::priority)};
}

constexpr auto describe(const ExecCpuAffinity*) {
  return std::tuple{optional("initial", &ExecCpuAffinity::initial), optional("final", &ExecCpuAffinity::final)};
}

constexpr auto describe(const Process*) {
  return std::tuple{optional("terminal", &Process::terminal),
                    optional("consoleSize", &Process::console_size),
                    optional("user", &Process::user),
                    optional("args", &Process::args),
                    optional("env", &Process::env),
                    required("cwd", &Process::cwd),
                    optional("capabilities", &Process::capabilities),
                    optional("rlimits", &Process::rlimits),
                    optional("noNewPrivileges", &Process::no_new_privileges),
                    optional("apparmorProfile", &Process::apparmor_profile),
                    optional("oomScoreAdj", &Process::oom_score_adj),
                    optional("selinuxLabel", &Process::selinux_label),
                    optional("ioPriority", &Process::io_priority),
                    optional("scheduler", &Process::scheduler),
                    optional("execCPUAffinity", &Process::exec_cpu_affinity)};
}

Result<void> decode(const json::Value& value, const json::Place& place, Process& out) {
  return json::decode<Process>(value, place, out);
}
json::Value encode(const Process& process) { return json::encode<Process>(process); }

Result<Process> parse_process(std::string_view text) { return json::decode_text<Process>(text); }
std::string write_process(const Process& process) { return json::encode_text(process); }

}  // namespace spec::runtime
