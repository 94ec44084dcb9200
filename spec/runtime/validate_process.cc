#include <set>

#include "spec/base/text.h"
#include "spec/runtime/number_list.h"
#include "spec/runtime/validate.h"

namespace spec::runtime {

namespace {

using json::Problems;

void find_in_env(const std::vector<std::string>& env, Problems& problems) {
  for (std::size_t i = 0; i < env.size(); ++i) {
    const std::size_t equals = env[i].find('=');
    if (equals == std::string::npos || equals == 0) {
      problems.add(concat("process.env[", i, "]"), concat("\"", env[i], "\" is not NAME=VALUE"));
    }
  }
}

// setrlimit(2); two entries of one type would make the result depend on their order.
void find_in_rlimits(const std::vector<Rlimit>& rlimits, Problems& problems) {
  std::set<RlimitType> seen;
  for (std::size_t i = 0; i < rlimits.size(); ++i) {
    const std::string place = concat("process.rlimits[", i, "]");
    if (!seen.insert(rlimits[i].type).second) problems.add(place + ".type", "is repeated");
    if (rlimits[i].soft > rlimits[i].hard) problems.add(place + ".soft", "is above the hard limit");
  }
}

// The kernel says EINVAL to all of these. The wording is crun's, which its users look for.
void find_in_deadline(const Scheduler& scheduler, Problems& problems) {
  constexpr std::uint64_t kLeast = 1024;  // nanoseconds: the kernel's resolution
  constexpr std::uint64_t kMost = std::uint64_t{1} << 63;
  const std::uint64_t period = scheduler.period == 0 ? scheduler.deadline : scheduler.period;
  const auto add = [&](const std::string& text) {
    problems.add("process.scheduler", "sched_setattr: `SCHED_DEADLINE` " + text);
  };
  if (scheduler.runtime == 0) return add("requires `runtime`");
  if (scheduler.deadline == 0) return add("requires `deadline`");
  if (scheduler.runtime < kLeast || scheduler.runtime >= kMost) {
    return add(concat("runtime ", scheduler.runtime, " must be between ", kLeast, " and ", kMost - 1));
  }
  if (scheduler.runtime > scheduler.deadline) {
    return add(concat("runtime ", scheduler.runtime, " must be <= deadline ", scheduler.deadline));
  }
  if (scheduler.deadline > period) add(concat("deadline ", scheduler.deadline, " must be <= period ", period));
}

// sched_setattr(2)
void find_in_scheduler(const Scheduler& scheduler, Problems& problems) {
  using enum SchedulerPolicy;
  const SchedulerPolicy policy = scheduler.policy;
  if (scheduler.nice < -20 || scheduler.nice > 19) problems.add("process.scheduler.nice", "is not between -20 and 19");
  if (scheduler.priority != 0 && policy != kFifo && policy != kRr) {
    problems.add("process.scheduler.priority", "is for SCHED_FIFO and SCHED_RR only");
  }
  if ((policy == kFifo || policy == kRr) && (scheduler.priority < 1 || scheduler.priority > 99)) {
    problems.add("process.scheduler.priority", "is not between 1 and 99");
  }
  if (policy == kDeadline) find_in_deadline(scheduler, problems);
  const bool has_times = scheduler.runtime != 0 || scheduler.deadline != 0 || scheduler.period != 0;
  if (has_times && policy != kDeadline) {
    problems.add("process.scheduler", "runtime, deadline and period are for SCHED_DEADLINE only");
  }
}

}  // namespace

void find_problems(const Process& process, Problems& problems) {
  if (process.args.empty()) problems.add("process.args", "must not be empty");
  if (process.cwd.empty()) {
    problems.add("process.cwd", "must not be empty");
  } else if (process.cwd[0] != '/') {
    problems.add("process.cwd", concat("\"", process.cwd, "\" must be absolute"));
  }
  find_in_env(process.env, problems);
  find_in_rlimits(process.rlimits, problems);
  if (process.scheduler) find_in_scheduler(*process.scheduler, problems);
  if (process.oom_score_adj && (*process.oom_score_adj < -1000 || *process.oom_score_adj > 1000)) {
    problems.add("process.oomScoreAdj", "is not between -1000 and 1000");
  }
  if (process.io_priority && (process.io_priority->priority < 0 || process.io_priority->priority > 7)) {
    problems.add("process.ioPriority.priority", "is not between 0 and 7");
  }
  if (process.exec_cpu_affinity) {
    const auto& [initial, final] = *process.exec_cpu_affinity;
    if (!initial.empty() && !parse_number_list(initial)) {
      problems.add("process.execCPUAffinity.initial", "is no list of CPUs");
    }
    if (!final.empty() && !parse_number_list(final)) {
      problems.add("process.execCPUAffinity.final", "is no list of CPUs");
    }
  }
}

Result<void> validate(const Process& process) {
  Problems problems;
  find_problems(process, problems);
  return problems.first();
}

}  // namespace spec::runtime
