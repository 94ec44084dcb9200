#include <set>

#include "spec/base/text.h"
#include "spec/runtime/number_list.h"
#include "spec/runtime/validate.h"

namespace spec::runtime {

namespace {

Result<void> validate_env(const std::vector<std::string>& env) {
  for (std::size_t i = 0; i < env.size(); ++i) {
    const std::size_t equals = env[i].find('=');
    if (equals == std::string::npos || equals == 0) {
      return fail(concat("process.env[", i, "]: \"", env[i], "\" is not NAME=VALUE"));
    }
  }
  return {};
}

// setrlimit(2); two entries of one type would make the result depend on their order.
Result<void> validate_rlimits(const std::vector<Rlimit>& rlimits) {
  std::set<RlimitType> seen;
  for (std::size_t i = 0; i < rlimits.size(); ++i) {
    const std::string place = concat("process.rlimits[", i, "]");
    if (!seen.insert(rlimits[i].type).second) return fail(place + ".type: is repeated");
    if (rlimits[i].soft > rlimits[i].hard) return fail(place + ".soft: is above the hard limit");
  }
  return {};
}

// sched_setattr(2)
Result<void> validate_scheduler(const Scheduler& scheduler) {
  using enum SchedulerPolicy;
  const SchedulerPolicy policy = scheduler.policy;
  if (scheduler.nice < -20 || scheduler.nice > 19) return fail("process.scheduler.nice: is not between -20 and 19");
  if (scheduler.priority != 0 && policy != kFifo && policy != kRr) {
    return fail("process.scheduler.priority: is for SCHED_FIFO and SCHED_RR only");
  }
  const bool has_times = scheduler.runtime != 0 || scheduler.deadline != 0 || scheduler.period != 0;
  if (has_times && policy != kDeadline) {
    return fail("process.scheduler: runtime, deadline and period are for SCHED_DEADLINE only");
  }
  return {};
}

}  // namespace

Result<void> validate(const Process& process) {
  if (process.args.empty()) return fail("process.args: must not be empty");
  if (process.cwd.empty()) return fail("process.cwd: must not be empty");
  if (process.cwd[0] != '/') return fail(concat("process.cwd: \"", process.cwd, "\" must be absolute"));
  TRY(validate_env(process.env));
  TRY(validate_rlimits(process.rlimits));
  if (process.scheduler) TRY(validate_scheduler(*process.scheduler));
  if (process.oom_score_adj && (*process.oom_score_adj < -1000 || *process.oom_score_adj > 1000)) {
    return fail("process.oomScoreAdj: is not between -1000 and 1000");
  }
  if (process.io_priority && (process.io_priority->priority < 0 || process.io_priority->priority > 7)) {
    return fail("process.ioPriority.priority: is not between 0 and 7");
  }
  if (process.exec_cpu_affinity) {
    const auto& [initial, final] = *process.exec_cpu_affinity;
    if (!initial.empty() && !parse_number_list(initial))
      return fail("process.execCPUAffinity.initial: is no list of CPUs");
    if (!final.empty() && !parse_number_list(final)) return fail("process.execCPUAffinity.final: is no list of CPUs");
  }
  return {};
}

}  // namespace spec::runtime
