#include <linux/capability.h>

#include <algorithm>

#include "runtime/sys/capabilities.h"
#include "runtime/validate/checks.h"
#include "spec/base/text.h"
#include "spec/runtime/number_list.h"

namespace runtime::validate {

namespace {

using spec::runtime::IdMapping;
using spec::runtime::NamespaceType;
using spec::runtime::Process;
using spec::runtime::SchedulerPolicy;

void check_rlimits(const Process& process, const Host& host, Problems& problems) {
  if (host.can(CAP_SYS_RESOURCE)) return;
  for (std::size_t i = 0; i < process.rlimits.size(); ++i) {
    const auto limit = host.hard_limits.find(process.rlimits[i].type);
    if (limit == host.hard_limits.end() || process.rlimits[i].hard <= limit->second) continue;
    problems.add(concat("process.rlimits[", i, "].hard"),
                 concat(process.rlimits[i].hard, " is above this process's own limit of ", limit->second),
                 "lower it, or run with CAP_SYS_RESOURCE");
  }
}

void check_capabilities(const Config& config, const Host& host, Problems& problems) {
  const Process& process = *config.process;
  // In a user namespace of its own it has all of them.
  if (!process.capabilities || config.linux.find_namespace(NamespaceType::kUser) != nullptr) return;
  const std::pair<const char*, const std::vector<std::string>*> sets[] = {
      {"permitted", &process.capabilities->permitted},
      {"effective", &process.capabilities->effective},
  };
  for (const auto& [set, names] : sets) {
    for (std::size_t i = 0; i < names->size(); ++i) {
      const std::optional<int> number = sys::capability_number((*names)[i]);
      if (!number || host.can(*number)) continue;  // an unknown one is left out
      problems.add(concat("process.capabilities.", set, "[", i, "]"),
                   concat("this process does not have ", (*names)[i], " to give"), "leave it out, or run with it");
    }
  }
}

void check_id(const std::vector<IdMapping>& mappings, std::uint32_t id, const std::string& place, Problems& problems) {
  if (mappings.empty()) return;  // the caller's ids
  const bool mapped = std::any_of(mappings.begin(), mappings.end(), [&](const IdMapping& mapping) {
    return id >= mapping.container_id && id - mapping.container_id < mapping.size;
  });
  if (!mapped) problems.add(place, concat(id, " is not mapped in the user namespace"), "add it to the mappings");
}

void check_ids(const Config& config, Problems& problems) {
  const auto* user_namespace = config.linux.find_namespace(NamespaceType::kUser);
  if (user_namespace == nullptr || !user_namespace->path.empty()) return;
  const spec::runtime::User& user = config.process->user;
  check_id(config.linux.uid_mappings, user.uid, "process.user.uid", problems);
  check_id(config.linux.gid_mappings, user.gid, "process.user.gid", problems);
  for (std::size_t i = 0; i < user.additional_gids.size(); ++i) {
    check_id(config.linux.gid_mappings, user.additional_gids[i], concat("process.user.additionalGids[", i, "]"),
             problems);
  }
}

void check_scheduling(const Process& process, const Host& host, Problems& problems) {
  if (!process.scheduler) return;
  const SchedulerPolicy policy = process.scheduler->policy;
  const bool realtime =
      policy == SchedulerPolicy::kFifo || policy == SchedulerPolicy::kRr || policy == SchedulerPolicy::kDeadline;
  if (policy == SchedulerPolicy::kIso) {
    problems.add("process.scheduler.policy", "no kernel has SCHED_ISO", "choose another policy");
  } else if (realtime && !host.can(CAP_SYS_NICE)) {
    problems.add("process.scheduler.policy", "needs CAP_SYS_NICE", "run with it, or choose SCHED_OTHER");
  }
}

void check_cpus(const std::string& list, const std::string& place, const Host& host, Problems& problems) {
  const auto numbers = spec::runtime::parse_number_list(list);
  if (!numbers || numbers->empty()) return;
  if (std::any_of(numbers->begin(), numbers->end(), [&](std::uint32_t cpu) { return host.cpus.contains(cpu); })) return;
  problems.add(place, concat("none of the CPUs ", list, " is online"), "see /sys/devices/system/cpu/online");
}

void check_apparmor(const std::string& profile, const Host& host, Problems& problems) {
  if (profile.empty()) return;
  const bool unseen = host.apparmor_profiles.empty();
  if (!host.apparmor) {
    problems.add("process.apparmorProfile", "AppArmor is not enabled in this kernel",
                 "leave it out, or boot with AppArmor");
  } else if (!unseen && profile != "unconfined" && !host.apparmor_profiles.contains(profile)) {
    problems.add("process.apparmorProfile", concat("the profile \"", profile, "\" is not loaded"), "see aa-status");
  }
}

}  // namespace

void check_process(const Config& config, const Host& host, Problems& problems) {
  if (!config.linux.mount_label.empty() && !host.selinux) {
    problems.add("linux.mountLabel", "SELinux is not enabled in this kernel", "leave it out, or boot with SELinux");
  }
  if (!config.process) {
    problems.add("process", "must be specified to be started");
    return;
  }
  const Process& process = *config.process;
  check_rlimits(process, host, problems);
  check_capabilities(config, host, problems);
  check_ids(config, problems);
  check_scheduling(process, host, problems);
  if (process.oom_score_adj && *process.oom_score_adj < host.oom_score_adj && !host.can(CAP_SYS_RESOURCE)) {
    problems.add("process.oomScoreAdj", concat("is below this process's own ", host.oom_score_adj),
                 "raise it, or run with CAP_SYS_RESOURCE");
  }
  if (!process.selinux_label.empty() && !host.selinux) {
    problems.add("process.selinuxLabel", "SELinux is not enabled in this kernel", "leave it out, or boot with SELinux");
  }
  check_apparmor(process.apparmor_profile, host, problems);
  if (!process.exec_cpu_affinity) return;
  check_cpus(process.exec_cpu_affinity->initial, "process.execCPUAffinity.initial", host, problems);
  check_cpus(process.exec_cpu_affinity->final, "process.execCPUAffinity.final", host, problems);
}

}  // namespace runtime::validate
