// The verbs of `runtime` and the options that stand before them.
//
// Each verb lives in the file of its name: its options, its argp table and one
// call into the component. An error makes the exit status 1, as runc's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/cgroup/manager.h"
#include "runtime/log/log.h"
#include "spec/base/result.h"
#include "spec/cli/program.h"

namespace runtime::cmd {

// Is what cgroups do not let us make an error (false), or left out (true)?
enum class Rootless { kAuto, kTrue, kFalse };

struct Globals {
  std::string root;  // --root: the folder of the state folders; default_root() where it is not given
  bool root_given = false;
  std::string log;  // --log: a file that errors, warnings and debug lines are appended to; "" is none
  log::Format log_format = log::Format::kText;
  bool debug = false;
  bool warnings = true;                                         // --log-level error: none
  cgroup::Manager cgroup_manager = cgroup::Manager::kCgroupfs;  // --cgroup-manager, --systemd-cgroup
  Rootless rootless = Rootless::kAuto;                          // --rootless

  Globals();
  // --log: a path, or crun's "file:PATH". An error where it cannot be written to.
  Result<void> set_log(const std::string& name);
  // --log-level, as crun has it; false where there is no such.
  bool set_log_level(std::string_view level);
  // Once the options are known: --debug, whose lines go to --log's file, else to standard error.
  Result<void> begin_debug() const;
  // --rootless; by itself: for an ordinary user, and in a user namespace unless
  // systemd makes the cgroups.
  bool rootless_cgroups() const;
};

using Arguments = spec::cli::Arguments;

Result<int> create(Globals& globals, Arguments arguments);
Result<int> start(Globals& globals, Arguments arguments);
Result<int> run(Globals& globals, Arguments arguments);
Result<int> state(Globals& globals, Arguments arguments);
Result<int> pause(Globals& globals, Arguments arguments);
Result<int> resume(Globals& globals, Arguments arguments);
Result<int> update(Globals& globals, Arguments arguments);
Result<int> events(Globals& globals, Arguments arguments);
Result<int> follow_events(Globals& globals, Arguments arguments);  // its other half, in the companion
Result<int> ps(Globals& globals, Arguments arguments);
Result<int> kill(Globals& globals, Arguments arguments);
Result<int> remove(Globals& globals, Arguments arguments);  // `delete`, which C++ keeps for itself
Result<int> list(Globals& globals, Arguments arguments);
Result<int> containers(Globals& globals, Arguments arguments);
Result<int> logs(Globals& globals, Arguments arguments);
Result<int> attach(Globals& globals, Arguments arguments);
Result<int> stop(Globals& globals, Arguments arguments);
Result<int> restart(Globals& globals, Arguments arguments);
Result<int> wait(Globals& globals, Arguments arguments);
Result<int> inspect(Globals& globals, Arguments arguments);
Result<int> stats(Globals& globals, Arguments arguments);
Result<int> diff(Globals& globals, Arguments arguments);
Result<int> rm(Globals& globals, Arguments arguments);
Result<int> port(Globals& globals, Arguments arguments);
Result<int> prune(Globals& globals, Arguments arguments);
Result<int> rename(Globals& globals, Arguments arguments);
Result<int> exec(Globals& globals, Arguments arguments);
Result<int> exec_supervised(Globals& globals, Arguments arguments);  // likewise
Result<int> checkpoint(Globals& globals, Arguments arguments);
Result<int> restore(Globals& globals, Arguments arguments);
Result<int> mounts(Globals& globals, Arguments arguments);
Result<int> features(Globals& globals, Arguments arguments);
Result<int> validate(Globals& globals, Arguments arguments);
Result<int> spec(Globals& globals, Arguments arguments);

// Appends the error to --log, where there is one, in --log-format. What cannot
// be written there is not an error of the verb.
void log_error(const Globals& globals, const std::string& verb, const Error& error);

// One line each in --log, else on standard error: what went wrong beside the
// verb's own work, as a poststop hook.
void warn(const Globals& globals, const std::string& verb, const std::vector<Error>& warnings);

}  // namespace runtime::cmd
