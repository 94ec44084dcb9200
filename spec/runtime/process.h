// config.json's "process": what runs in the container (runtime-spec 1.3,
// config.md "Process"). The same object alone is the file of `exec --process`.
//
// Enums that the kernel knows have the kernel's values: cast, do not map.
#pragma once

#include <sched.h>
#include <sys/resource.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace spec::runtime {

// The terminal's size in characters.
struct ConsoleSize {
  std::uint32_t height = 0;
  std::uint32_t width = 0;
  bool operator==(const ConsoleSize&) const = default;
};

// Ids as the container sees them.
struct User {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::optional<std::uint32_t> umask;
  std::vector<std::uint32_t> additional_gids;
  bool operator==(const User&) const = default;
};

// Names as in "CAP_NET_ADMIN". A set that is absent is empty.
struct Capabilities {
  std::vector<std::string> bounding;
  std::vector<std::string> effective;
  std::vector<std::string> inheritable;
  std::vector<std::string> permitted;
  std::vector<std::string> ambient;
  bool operator==(const Capabilities&) const = default;
};

enum class RlimitType : int {
  kAs = RLIMIT_AS,
  kCore = RLIMIT_CORE,
  kCpu = RLIMIT_CPU,
  kData = RLIMIT_DATA,
  kFsize = RLIMIT_FSIZE,
  kLocks = RLIMIT_LOCKS,
  kMemlock = RLIMIT_MEMLOCK,
  kMsgqueue = RLIMIT_MSGQUEUE,
  kNice = RLIMIT_NICE,
  kNofile = RLIMIT_NOFILE,
  kNproc = RLIMIT_NPROC,
  kRss = RLIMIT_RSS,
  kRtprio = RLIMIT_RTPRIO,
  kRttime = RLIMIT_RTTIME,
  kSigpending = RLIMIT_SIGPENDING,
  kStack = RLIMIT_STACK,
};
struct Rlimit {
  RlimitType type{};
  std::uint64_t hard = 0;  // RLIM_INFINITY is 18446744073709551615
  std::uint64_t soft = 0;
  bool operator==(const Rlimit&) const = default;
};

enum class SchedulerPolicy : std::uint32_t {
  kOther = 0,
  kFifo = 1,
  kRr = 2,
  kBatch = 3,
  kIso = 4,  // in the specification, in no kernel
  kIdle = 5,
  kDeadline = 6,
};
enum class SchedulerFlag : std::uint64_t {
  kResetOnFork = 0x01,
  kReclaim = 0x02,
  kDlOverrun = 0x04,
  kKeepPolicy = 0x08,
  kKeepParams = 0x10,
  kUtilClampMin = 0x20,
  kUtilClampMax = 0x40,
};
// sched_setattr(2); the times are nanoseconds.
struct Scheduler {
  SchedulerPolicy policy{};
  std::int32_t nice = 0;
  std::int32_t priority = 0;
  std::vector<SchedulerFlag> flags;
  std::uint64_t runtime = 0;
  std::uint64_t deadline = 0;
  std::uint64_t period = 0;
  bool operator==(const Scheduler&) const = default;
};

enum class IoPriorityClass : int { kRealtime = 1, kBestEffort = 2, kIdle = 3 };
// ioprio_set(2)
struct IoPriority {
  IoPriorityClass io_class{};
  std::int32_t priority = 0;  // 0 (highest) to 7
  bool operator==(const IoPriority&) const = default;
};

// CPU lists ("0-3,7") of a process that `exec` starts: before and after it is
// moved into the container's cgroup. Empty: as it is.
struct ExecCpuAffinity {
  std::string initial;
  std::string final;
  bool operator==(const ExecCpuAffinity&) const = default;
};

struct Process {
  bool terminal = false;
  std::optional<ConsoleSize> console_size;  // without terminal: ignored
  User user;
  std::vector<std::string> args;
  std::vector<std::string> env;  // "NAME=VALUE"
  std::string cwd;               // absolute, in the container
  std::optional<Capabilities> capabilities;
  std::vector<Rlimit> rlimits;
  bool no_new_privileges = false;
  std::string apparmor_profile;
  std::optional<std::int32_t> oom_score_adj;
  std::string selinux_label;
  std::optional<IoPriority> io_priority;
  std::optional<Scheduler> scheduler;
  std::optional<ExecCpuAffinity> exec_cpu_affinity;
  bool operator==(const Process&) const = default;
};

Result<Process> parse_process(std::string_view text);
std::string write_process(const Process& process);

}  // namespace spec::runtime
