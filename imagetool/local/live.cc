#include "imagetool/local/live.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include "spec/base/file.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"

namespace imagetool::local {

namespace {

bool same_time(const timespec& a, const timespec& b) { return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec; }

// An overlay's root has its upper folder's inode number and times, on a device of its own.
bool is_root_of(const struct stat& root, const struct stat& upper, bool overlay) {
  if (root.st_ino != upper.st_ino || (root.st_dev == upper.st_dev) == overlay) return false;
  return same_time(root.st_mtim, upper.st_mtim) && same_time(root.st_ctim, upper.st_ctim);
}

Result<std::string> read_proc(pid_t pid, const char* name) {
  const Fd file = TRY(open_at(FdRef::cwd(), concat("/proc/", pid, '/', name), O_RDONLY));
  return read_all(file, 1 << 20, name);
}

// The file that freezes a process's cgroup, and the words for it.
struct Switch {
  std::string file;
  std::string freeze;
  std::string thaw;
};
std::optional<Switch> find_switch(std::string_view cgroups) {
  std::optional<Switch> out;
  for (const std::string& line : split(cgroups, '\n')) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string path = line.substr(second + 1);
    if (path == "/") continue;  // everybody's
    if (controllers == "freezer") return Switch{"/sys/fs/cgroup/freezer" + path + "/freezer.state", "FROZEN", "THAWED"};
    if (controllers.empty()) out = Switch{"/sys/fs/cgroup" + path + "/cgroup.freeze", "1", "0"};
  }
  return out;
}

// The kernel stops them one by one; a process in an uninterruptible wait takes its time.
constexpr int kFreezeMilliseconds = 10'000;

// v1 tells in the file that was written, and brings it up to date when that is read; v2 in cgroup.events.
Result<bool> is_frozen(const Switch& freezer) {
  const bool is_v1 = freezer.freeze == "FROZEN";
  const std::string file = is_v1 ? freezer.file : freezer.file.substr(0, freezer.file.rfind('/')) + "/cgroup.events";
  const std::string wanted = is_v1 ? "FROZEN\n" : "frozen 1\n";
  const Fd fd = TRY(open_at(FdRef::cwd(), file, O_RDONLY));
  const std::string text = TRY(read_all(fd, 1 << 16, file));
  return text.find(wanted) != std::string::npos;
}

Result<void> wait_until_frozen(const Switch& freezer) {
  for (int waited = 0; waited < kFreezeMilliseconds; ++waited) {
    const bool frozen = TRY(is_frozen(freezer));
    if (frozen) return {};
    ::poll(nullptr, 0, 1);
    TRY(check_interrupted());
  }
  return fail(freezer.file + ": the container's processes do not stand still")
      .with_hint("--pause=false does not wait for that");
}

Result<void> write_switch(const std::string& file, const std::string& word) {
  const Fd fd = TRY(open_at(FdRef::cwd(), file, O_WRONLY));
  return write_all(fd, word, file);
}

}  // namespace

std::optional<User> user_of(const BundleRoot& bundle) {
  struct stat upper {};
  struct stat own {};
  if (::fstat(bundle.upper().get(), &upper) < 0 || ::stat("/", &own) < 0) return std::nullopt;
  const Result<std::vector<std::string>> names = list_dir(FdRef::cwd(), "/proc");
  if (!names) return std::nullopt;
  for (const std::string& name : *names) {
    const std::optional<pid_t> pid = parse_number<pid_t>(name);
    if (!pid) continue;
    Fd folder(::open(concat("/proc/", *pid, "/root").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    struct stat root {};
    if (!folder || ::fstat(folder.get(), &root) < 0) continue;
    if (root.st_dev == own.st_dev && root.st_ino == own.st_ino) continue;
    if (is_root_of(root, upper, bundle.is_overlay())) return User{*pid, std::move(folder)};
  }
  return std::nullopt;
}

Freezer::Freezer(Freezer&& other) noexcept : file_(std::exchange(other.file_, "")), thaw_(std::move(other.thaw_)) {}

Freezer& Freezer::operator=(Freezer&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(thaw_, other.thaw_);
  return *this;
}

Freezer::~Freezer() {
  // Nothing can be done about a failure here.
  if (!file_.empty()) (void)write_switch(file_, thaw_);
}

Result<std::optional<Freezer>> freeze_user_of(const BundleRoot& bundle) {
  const std::optional<User> user = user_of(bundle);
  if (!user) return std::optional<Freezer>();
  const std::string cgroups = TRY(read_proc(user->pid, "cgroup"));
  const std::string own = TRY(read_proc(::getpid(), "cgroup"));
  const std::optional<Switch> found = find_switch(cgroups);
  const std::optional<Switch> ours = find_switch(own);
  if (!found || (ours && ours->file == found->file)) return std::optional<Freezer>();
  const bool is_paused = TRY(is_frozen(*found));
  if (is_paused) return std::optional<Freezer>();  // by somebody who will let it go on
  Freezer freezer(found->file, found->thaw);
  TRY(write_switch(found->file, found->freeze));
  TRY(wait_until_frozen(*found));
  return std::optional<Freezer>(std::move(freezer));
}

}  // namespace imagetool::local
