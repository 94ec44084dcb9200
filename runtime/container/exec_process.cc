#include "runtime/container/exec_process.h"

#include <fcntl.h>

#include <algorithm>

#include "runtime/container/user_argument.h"
#include "spec/base/file.h"
#include "spec/runtime/validate.h"

namespace runtime::container {

namespace {

using spec::runtime::Capabilities;
using spec::runtime::Process;

void add(std::vector<std::string>& set, const std::string& name) {
  if (std::find(set.begin(), set.end(), name) == set.end()) set.push_back(name);
}

// As runc: to the sets that make it usable. Inheritable only where the
// container's own process has inheritable ones (CVE-2022-29162).
void add_capability(Capabilities& sets, const std::string& name) {
  const bool inherit = !sets.inheritable.empty();
  add(sets.bounding, name);
  add(sets.effective, name);
  add(sets.permitted, name);
  if (!inherit) return;
  add(sets.inheritable, name);
  add(sets.ambient, name);
}

Result<Process> change(Process process, const ExecOptions& options) {
  process.args = options.args;
  process.terminal = options.terminal;
  process.console_size.reset();
  if (!options.cwd.empty()) process.cwd = options.cwd;
  if (!options.user.empty()) {
    const UserArgument user = TRY(parse_user(options.user));
    process.user.uid = user.uid;
    if (user.gid) process.user.gid = *user.gid;
  }
  process.env.insert(process.env.end(), options.env.begin(), options.env.end());
  process.user.additional_gids.insert(process.user.additional_gids.end(), options.additional_gids.begin(),
                                      options.additional_gids.end());
  if (!options.capabilities.empty() && !process.capabilities) process.capabilities.emplace();
  for (const std::string& name : options.capabilities) add_capability(*process.capabilities, name);
  if (!options.apparmor_profile.empty()) process.apparmor_profile = options.apparmor_profile;
  if (!options.selinux_label.empty()) process.selinux_label = options.selinux_label;
  if (options.no_new_privileges) process.no_new_privileges = true;
  return process;
}

Result<Process> read_process(const std::string& path) {
  // Whatever the user names: a pipe of a shell's <(...), too.
  Fd file = TRY(open_at(FdRef::cwd(), path, O_RDONLY));
  const std::string text = TRY(read_all(file, 4 << 20, path));
  return TRY_STEP(path, spec::runtime::parse_process(text));
}

}  // namespace

Result<Process> make_exec_process(const ExecOptions& options, const spec::runtime::Config& config) {
  Process process;
  if (!options.process_file.empty()) {
    process = TRY(read_process(options.process_file));
    if (!process.exec_cpu_affinity && config.process) process.exec_cpu_affinity = config.process->exec_cpu_affinity;
  } else {
    process = TRY(change(config.process.value_or(Process()), options));
  }
  TRY_STEP("process", spec::runtime::validate(process));
  return process;
}

}  // namespace runtime::container
