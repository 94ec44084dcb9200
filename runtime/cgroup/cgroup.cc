#include "runtime/cgroup/cgroup.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "runtime/cgroup/folder.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

// The v2 folder that process `pid` is in, if that is below `folder`.
// /proc/PID/cgroup begins at our cgroup namespace's root, `folder` at ours of
// the file system: what they have in common is the longest end of the one that
// the other begins with.
std::string folder_of(pid_t pid, const std::string& folder) {
  const auto text = read_file(concat("/proc/", pid, "/cgroup"), 1 << 20);
  if (!text) return folder;
  for (const std::string& line : split(*text, '\n')) {
    if (!line.starts_with("0::/")) continue;
    const std::string_view path = std::string_view(line).substr(3);
    for (std::size_t at = 0; at != std::string::npos; at = folder.find('/', at + 1)) {
      const std::string common = folder.substr(at) + "/";
      if (!path.starts_with(common)) continue;
      const std::string inner = concat(folder, "/", path.substr(common.size()));
      return ::access(inner.c_str(), F_OK) == 0 ? inner : folder;
    }
  }
  return folder;
}

}  // namespace

Result<Address> Cgroup::plan(const Layout& layout, const Request& request) {
  const std::unique_ptr<Driver> driver = TRY(make_driver(request.manager));
  return driver->plan(layout, request);
}

Result<Cgroup> Cgroup::make(const Layout& layout, const Request& request) {
  Cgroup cgroup;
  cgroup.address_.manager = request.manager;
  cgroup.rootless_ = request.rootless;
  Driver* driver = TRY(cgroup.driver());
  TRY(driver->make(layout, request, cgroup.address_, cgroup.made_));
  return cgroup;
}

Cgroup Cgroup::open(Address address) {
  Cgroup cgroup;
  cgroup.address_ = std::move(address);
  return cgroup;
}

Result<Driver*> Cgroup::driver() {
  if (driver_ == nullptr) driver_ = TRY(make_driver(address_.manager));
  return driver_.get();
}

Cgroup::Cgroup(Cgroup&& other) noexcept
    : address_(std::move(other.address_)),
      driver_(std::move(other.driver_)),
      rootless_(other.rootless_),
      made_(std::move(other.made_)) {
  other.made_.clear();
}

Cgroup::~Cgroup() {
  if (made_.empty()) return;
  const auto was_made = [&](const auto& entry) {
    return std::find(made_.begin(), made_.end(), entry.second) != made_.end();
  };
  std::erase_if(address_.paths, [&](const auto& entry) { return !was_made(entry); });
  (void)remove();
  // The parents that were made on the way; one that others use by now stays.
  for (auto folder = made_.rbegin(); folder != made_.rend(); ++folder) ::rmdir(folder->c_str());
}

Result<void> Cgroup::remove() {
  Driver* driver = TRY(this->driver());
  return driver->remove(address_);
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
  for (const auto& [name, folder] : paths()) {
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
