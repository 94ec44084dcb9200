#include "runtime/cgroup/oom.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "runtime/cgroup/folder.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

std::uint64_t kills(const std::string& folder) {
  constexpr std::string_view kName = "oom_kill ";
  const Result<std::string> events = read_value(folder, "memory.events");
  if (!events) return 0;
  for (const std::string& line : split(*events, '\n')) {
    if (line.starts_with(kName)) return parse_number<std::uint64_t>(line.substr(kName.size())).value_or(0);
  }
  return 0;
}

}  // namespace

Result<OomWatch> OomWatch::begin(const Paths& paths) {
  OomWatch watch;
  watch.unified_ = is_unified_only(paths);
  const std::string* folder = find_folder(paths, watch.unified_ ? "" : "memory");
  if (folder == nullptr) return fail("the container has no memory controller");
  watch.folder_ = *folder;
  if (watch.unified_) {
    watch.known_ = kills(*folder);
    watch.fd_ = Fd(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (!watch.fd_) return fail_errno("inotify");
    const std::string path = *folder + "/memory.events";
    if (::inotify_add_watch(watch.fd_.get(), path.c_str(), IN_MODIFY) < 0) return fail_errno(path);
    return watch;
  }
  watch.fd_ = Fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!watch.fd_) return fail_errno("eventfd");
  watch.control_ = TRY(open_at(FdRef::cwd(), *folder + "/memory.oom_control", O_RDONLY));
  TRY(write_value(*folder, "cgroup.event_control", concat(watch.fd_.get(), " ", watch.control_.get())));
  return watch;
}

std::uint64_t OomWatch::take() {
  if (unified_) {
    char events[4096];
    while (::read(fd_.get(), events, sizeof events) > 0) {
    }
    const std::uint64_t now = kills(folder_);
    const std::uint64_t fresh = now > known_ ? now - known_ : 0;
    known_ = now > known_ ? now : known_;
    return fresh;
  }
  std::uint64_t count = 0;
  if (::read(fd_.get(), &count, sizeof count) != static_cast<ssize_t>(sizeof count)) return 0;
  // The end of a cgroup is an event, too.
  return ::access(folder_.c_str(), F_OK) == 0 ? count : 0;
}

}  // namespace runtime::cgroup
