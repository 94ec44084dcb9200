// The state that the child's steps hand to one another, and the steps.
//
// Every step is a function of the Child; steps.cc has the table of them, in
// security order. Nothing here runs in the parent.
#pragma once

#include <string>
#include <vector>

#include "runtime/init/plan.h"
#include "runtime/sys/capabilities.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::init {

struct Child {
  Child(Plan& its_plan, ContainerPlan* its_container) : plan(its_plan), container(its_container) {}
  Plan& plan;
  ContainerPlan* container;  // nullptr for `exec`

  Fd root;                          // the container's root, before it is ours
  Fd proc;                          // a procfs that is mounted nowhere, where something is to be written there
  std::vector<Fd> read_only_later;  // mounts that turn read-only when all is made in them
  Fd terminal;                      // the terminal's slave side
  std::string executable;           // as execve gets it
  std::vector<std::string> environment;
  bool in_working_folder = false;

  const spec::runtime::Config& config() const { return *container->config; }
  const spec::runtime::Process& process() const { return *plan.process; }
};

using StepFunction = Result<void> (*)(Child&);

// namespaces.cc
Result<void> enter_cgroup(Child& child);
Result<void> enter_namespaces(Child& child);
Result<void> become_root(Child& child);
Result<void> unshare_cgroup_namespace(Child& child);
// affinity.cc
Result<void> set_cpu_affinity(Child& child);
// loopback.cc
Result<void> raise_loopback(Child& child);
// session.cc
Result<void> start_session(Child& child);
Result<void> join_keyring(Child& child);
Result<void> open_terminal(Child& child);
// root.cc
Result<void> open_root(Child& child);
Result<void> make_working_folder(Child& child);
Result<void> finish_root(Child& child);
Result<void> enter_root(Child& child);
// mounts.cc
Result<void> make_mounts(Child& child);
// devices.cc
Result<void> make_devices(Child& child);
// paths.cc
Result<void> mask_paths(Child& child);
Result<void> protect_paths(Child& child);
// kernel.cc
Result<void> open_proc(Child& child);
Result<void> set_names(Child& child);
Result<void> write_sysctls(Child& child);
// limits.cc
Result<void> set_rlimits(Child& child);
Result<void> set_scheduling(Child& child);
Result<void> set_personality(Child& child);
// memory_policy.cc
Result<void> set_memory_policy(Child& child);
// label.cc
Result<void> set_label(Child& child);
// credentials.cc
Result<void> own_stdio(Child& child);
Result<void> become_user(Child& child);
Result<void> forbid_new_privileges(Child& child);
sys::CapabilitySets capability_sets(const spec::runtime::Process& process);
// filter.cc
Result<void> load_notifying_filter(Child& child);
Result<void> load_filter(Child& child);
// program.cc
Result<void> prepare_environment(Child& child);
Result<void> enter_working_folder_early(Child& child);
Result<void> enter_working_folder(Child& child);
Result<void> find_executable(Child& child);
Result<void> drop_descriptors(Child& child);
Result<void> drop_signal_handling(Child& child);
Result<void> execute(Child& child);
// lifecycle.cc
Result<void> tell_mounted(Child& child);
Result<void> run_create_container_hooks(Child& child);
Result<void> wait_for_release(Child& child);
Result<void> wait_for_start(Child& child);
Result<void> run_start_container_hooks(Child& child);

}  // namespace runtime::init
