#include <fcntl.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/init/lookup.h"
#include "runtime/mount/options.h"
#include "runtime/validate/checks.h"
#include "runtime/validate/root.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::validate {

namespace {

using spec::runtime::Device;
using spec::runtime::Hook;

void check_program(const Config& config, FdRef root, Problems& problems) {
  const spec::runtime::Process& process = *config.process;
  if (process.args.empty() || process.args.front().empty()) return;
  const std::string& command = process.args.front();
  Found best = Found::kNo;
  if (command.find('/') != std::string::npos) {
    best = look_up(config, root, command.front() == '/' ? command : process.cwd + "/" + command);
  } else {
    const char* path = init::find_variable(process.env, "PATH");
    for (const std::string& folder : split(path != nullptr ? path : init::kDefaultPath, ':')) {
      const std::string candidate = (folder.starts_with('/') ? folder : process.cwd + "/" + folder) + "/" + command;
      const Found found = look_up(config, root, candidate);
      if (found == Found::kYes || found == Found::kUnknown) return;
      if (found != Found::kNo) best = found;
      // The first that may be executed is the one.
      if (found != Found::kNo && found != Found::kNotExecutable) break;
    }
  }
  if (best == Found::kNo) {
    problems.add("process.args[0]", concat("\"", command, "\" is not in the root file system"),
                 command.find('/') == std::string::npos ? "looked for in the PATH of process.env" : "");
  } else if (best == Found::kNotExecutable) {
    problems.add("process.args[0]", concat("\"", command, "\" is no executable file in the root file system"),
                 "chmod +x");
  } else if (best == Found::kNoInterpreter) {
    problems.add("process.args[0]", concat("what \"", command, "\" is to be run with is not in the root file system"),
                 "see its first line (#!), or `readelf -l`");
  } else if (best == Found::kForeign) {
    problems.add("process.args[0]", concat("\"", command, "\" is not a program for this machine"),
                 "see `file`; binfmt_misc can run others");
  }
}

void check_hooks(const std::vector<Hook>& hooks, const char* kind, Problems& problems) {
  for (std::size_t i = 0; i < hooks.size(); ++i) {
    if (!hooks[i].path.starts_with('/') || ::access(hooks[i].path.c_str(), X_OK) == 0) continue;
    problems.add(concat("hooks.", kind, "[", i, "].path"), fail_errno(hooks[i].path));
  }
}

void check_start_hooks(const Config& config, FdRef root, Problems& problems) {
  const std::vector<Hook>& hooks = config.hooks.start_container;
  for (std::size_t i = 0; i < hooks.size(); ++i) {
    const Found found = look_up(config, root, hooks[i].path);
    if (found == Found::kYes || found == Found::kUnknown) continue;
    problems.add(concat("hooks.startContainer[", i, "].path"),
                 concat(hooks[i].path, " is no executable file in the root file system"));
  }
}

// In a user namespace the host's are used.
void check_devices(const Config& config, const Host& host, Problems& problems) {
  const bool bound =
      config.linux.find_namespace(spec::runtime::NamespaceType::kUser) != nullptr || !host.can(CAP_MKNOD);
  for (std::size_t i = 0; i < config.linux.devices.size(); ++i) {
    const Device& device = config.linux.devices[i];
    if (!bound || device.type == spec::runtime::DeviceType::kFifo) continue;
    struct stat status;
    if (::stat(device.path.c_str(), &status) == 0) continue;
    problems.add(concat("linux.devices[", i, "].path"),
                 fail_errno(device.path).with_hint("of the host, which is used"));
  }
}

}  // namespace

void check_files(const Config& config, const Host& host, const std::string& bundle, Problems& problems) {
  const spec::runtime::Hooks& hooks = config.hooks;
  check_hooks(hooks.prestart, "prestart", problems);
  check_hooks(hooks.create_runtime, "createRuntime", problems);
  check_hooks(hooks.create_container, "createContainer", problems);
  check_hooks(hooks.poststart, "poststart", problems);
  check_hooks(hooks.poststop, "poststop", problems);
  check_devices(config, host, problems);
  if (!config.root || config.root->path.empty()) return;
  const std::string path = absolute(config.root->path, bundle);
  const Result<Fd> root = open_dir(FdRef::cwd(), path, O_PATH);
  if (!root) return problems.add("root.path", root.error());
  if (config.process) check_program(config, *root, problems);
  check_start_hooks(config, *root, problems);
}

}  // namespace runtime::validate
