#include "runtime/container/notify.h"

#include <sys/stat.h>

#include <climits>
#include <cstdlib>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::container {

namespace {

constexpr const char* kFolder = "notify";
constexpr const char* kInside = "/run/notify";

}  // namespace

Result<void> add_notify_mount(spec::runtime::Config& config, const std::string& state_root, const std::string& id) {
  char root[PATH_MAX];
  if (::realpath(state_root.c_str(), root) == nullptr) return fail_errno(state_root);
  spec::runtime::Mount mount;
  mount.destination = kInside;
  mount.source = concat(root, "/", id, "/", kFolder);
  mount.options = {"bind", "nosuid", "noexec", "nodev", "ro"};
  config.mounts.push_back(std::move(mount));
  if (config.process) {
    config.process->env.push_back(concat("NOTIFY_SOCKET=", kInside, "/", process::kNotifySocketName));
  }
  return {};
}

Result<void> make_notify_folder(FdRef state_folder) {
  // For whoever is in the container; outside, the state folder keeps others away.
  if (::mkdirat(state_folder.get(), kFolder, 0755) < 0) return fail_errno(kFolder);
  if (::fchmodat(state_folder.get(), kFolder, 0755, 0) < 0) return fail_errno(kFolder);
  return {};
}

Result<process::NotifySocket> open_notify_socket(FdRef state_folder, const std::string& manager) {
  if (manager.empty()) return process::NotifySocket();
  Result<Fd> folder = open_dir(state_folder, kFolder);
  if (!folder && folder.error().number == ENOENT) return process::NotifySocket();
  if (!folder) return std::move(folder).error();
  return process::NotifySocket::bind(*folder, manager);
}

}  // namespace runtime::container
