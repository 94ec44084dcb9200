#include "runtime/cgroup/cgroup.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "runtime/cgroup/folder.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

// The v2 folder that process `pid` is in, if that is `folder` or below it.
// /proc/PID/cgroup is relative to the mount's root where that is our own
// cgroup namespace's, so only the part behind the container's name is used.
std::string folder_of(pid_t pid, const std::string& folder) {
  const auto text = read_file(concat("/proc/", pid, "/cgroup"), 1 << 20);
  if (!text) return folder;
  const std::string name = folder.substr(folder.rfind('/'));
  for (const std::string& line : split(*text, '\n')) {
    const std::size_t found = line.starts_with("0::") ? line.find(name + "/") : std::string::npos;
    if (found != std::string::npos) return folder + line.substr(found + name.size());
  }
  return folder;
}

}  // namespace

Cgroup Cgroup::open(Paths paths) {
  Cgroup cgroup;
  cgroup.paths_ = std::move(paths);
  return cgroup;
}

Cgroup::Cgroup(Cgroup&& other) noexcept : paths_(std::move(other.paths_)), made_(std::move(other.made_)) {
  other.made_.clear();
}

Cgroup::~Cgroup() {
  if (made_.empty()) return;
  const auto was_made = [&](const auto& entry) {
    return std::find(made_.begin(), made_.end(), entry.second) != made_.end();
  };
  std::erase_if(paths_, [&](const auto& entry) { return !was_made(entry); });
  (void)remove();
  // The parents that were made on the way; one that others use by now stays.
  for (auto folder = made_.rbegin(); folder != made_.rend(); ++folder) ::rmdir(folder->c_str());
}

Result<void> Entrance::enter() const {
  // A single thread that moves itself through `tasks` is spared the wait that
  // cgroup.procs and other processes' pids have.
  for (const Fd& fd : tasks) {
    if (::write(fd.get(), "0", 1) < 0) return fail_errno("join " + describe_fd(fd));
  }
  return {};
}

Result<Entrance> Cgroup::entrance(pid_t like) const {
  Entrance entrance;
  for (const auto& [name, folder] : paths_) {
    if (name.empty()) {
      const std::string at = like > 0 ? folder_of(like, folder) : folder;
      entrance.clone_into = TRY(open_dir(FdRef::cwd(), at, O_PATH));
    } else {
      Fd tasks = TRY(open_at(FdRef::cwd(), folder + "/tasks", O_WRONLY));
      entrance.tasks.push_back(std::move(tasks));
    }
  }
  return entrance;
}

}  // namespace runtime::cgroup
