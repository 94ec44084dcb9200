#include <fcntl.h>
#include <sys/stat.h>

#include "runtime/mount/options.h"
#include "runtime/validate/checks.h"
#include "runtime/validate/root.h"
#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/text.h"

namespace runtime::validate {

namespace {

using spec::runtime::Mount;

void check_bind(const Mount& mount, const std::string& place, const std::string& bundle, Problems& problems) {
  if (mount.source.empty()) return problems.add(place + ".source", "a bind mount needs one");
  const std::string path = mount.source.front() == '/' ? mount.source : bundle + "/" + mount.source;
  struct stat status;
  if (::stat(path.c_str(), &status) < 0 && ::lstat(path.c_str(), &status) < 0) {
    problems.add(place + ".source", fail_errno(path));
  }
}

// A folder is mounted on a folder, and a file on a file. What an earlier mount brings is not seen.
void check_target(const Config& config, std::size_t index, const std::string& bundle, Problems& problems) {
  const Mount& mount = config.mounts[index];
  if (!config.root || mount.destination.empty() || is_covered(config, mount.destination, index)) return;
  struct stat source;
  const std::string path = mount.source.starts_with('/') ? mount.source : bundle + "/" + mount.source;
  const bool bind = mount::parse_options(mount.options).bind;
  if (bind && ::stat(path.c_str(), &source) < 0) return;
  const Result<Fd> root = open_dir(FdRef::cwd(), absolute(config.root->path, bundle), O_PATH);
  if (!root) return;
  const Result<Fd> target = open_in_root(*root, mount.destination, O_PATH);
  struct stat status;
  if (!target || ::fstat(target->get(), &status) < 0) return;
  const bool folder = !bind || S_ISDIR(source.st_mode);
  if (S_ISDIR(status.st_mode) == folder) return;
  problems.add(concat("mounts[", index, "].destination"),
               concat(mount.destination, folder ? " is no folder in the root" : " is a folder in the root",
                      ", unlike what is mounted there"));
}

void check_new(const Mount& mount, const std::string& place, const Host& host, Problems& problems) {
  if (mount.type.empty()) return problems.add(place + ".type", "neither a type nor the option bind");
  const bool cgroups = mount.type == "cgroup" || mount.type == "cgroup2";
  const Result<void> tried = cgroups ? Result<void>() : host.try_file_system(mount);
  if (!tried) problems.add(place, tried.error());
}

// A terminal comes from the container's own devpts.
void check_terminal(const Config& config, Problems& problems) {
  if (!config.process || !config.process->terminal) return;
  for (const Mount& mount : config.mounts) {
    if (mount.type == "devpts" || mount.destination == "/dev") return;
  }
  problems.add("process.terminal", "needs a mount of type devpts on /dev/pts", "as `runtime spec` writes one");
}

}  // namespace

void check_mounts(const Config& config, const Host& host, const std::string& bundle, Problems& problems) {
  for (std::size_t i = 0; i < config.mounts.size(); ++i) {
    const Mount& mount = config.mounts[i];
    const std::string place = concat("mounts[", i, "]");
    if (mount::parse_options(mount.options).bind) {
      check_bind(mount, place, bundle, problems);
    } else {
      check_new(mount, place, host, problems);
    }
    check_target(config, i, bundle, problems);
  }
  check_terminal(config, problems);
}

}  // namespace runtime::validate
