#include "spec/base/in_root.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <deque>
#include <vector>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace base {

namespace {

constexpr int kMaxLinks = 40;      // the kernel's own limit
constexpr int kMaxRetries = 1000;  // while another process renames what is looked up

int open_with_kernel(FdRef root, const std::string& path, int flags, mode_t mode) {
  struct open_how how;
  std::memset(&how, 0, sizeof how);
  how.flags = static_cast<__u64>(flags);
  how.mode = (flags & O_CREAT) != 0 ? mode : 0;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  for (int retry = 0;; ++retry) {
    const long fd = ::syscall(SYS_openat2, root.get(), path.empty() ? "." : path.c_str(), &how, sizeof how);
    // EAGAIN: a rename or mount went on while ".." was looked up.
    if (fd >= 0 || (errno != EAGAIN && errno != EINTR) || retry == kMaxRetries) return static_cast<int>(fd);
  }
}

// The walk: a stack of the folders from the root down to where we are, so that
// ".." goes back to a folder that was reached, not to one it was moved into.
class Walk {
 public:
  Walk(FdRef root, const std::string& path) : root_(root) { push_components(path); }

  // -1 and errno, or a descriptor.
  int open(int flags, mode_t mode) {
    for (int retry = 0;; ++retry) {
      if (!enter_folders((flags & O_NOFOLLOW) == 0)) return -1;
      const std::string name = todo_.empty() ? "." : todo_.front();
      const int fd = ::openat(here(), name.c_str(), flags | O_NOFOLLOW, mode);
      // ELOOP: it became a link since it was looked at.
      if (fd >= 0 || errno != ELOOP || (flags & O_NOFOLLOW) != 0 || retry == kMaxRetries) return fd;
    }
  }

 private:
  int here() const { return stack_.empty() ? root_.get() : stack_.back().get(); }

  void push_components(const std::string& path) {
    std::vector<std::string> names = split(path, '/');
    const bool wants_folder = !names.empty() && names.back().empty() && path.size() > 1;
    std::deque<std::string> front;
    for (std::string& name : names) {
      if (!name.empty() && name != ".") front.push_back(std::move(name));
    }
    if (wants_folder || (!names.empty() && names.back() == ".")) front.push_back(".");
    todo_.insert(todo_.begin(), front.begin(), front.end());
  }

  // Walks until one component, which is no link that has to be followed, is left.
  bool enter_folders(bool follow_last) {
    while (!todo_.empty()) {
      const std::string name = todo_.front();
      if (name == "..") {
        if (!stack_.empty()) stack_.pop_back();
        todo_.pop_front();
        continue;
      }
      if (name == "." && todo_.size() > 1) {
        todo_.pop_front();
        continue;
      }
      const bool last = todo_.size() == 1;
      if (last && !follow_last) return true;
      Fd found(::openat(here(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
      if (!found) return last && errno == ENOENT;  // the caller's open says ENOENT, or creates it
      struct stat status;
      if (::fstat(found.get(), &status) < 0) return false;
      if (S_ISLNK(status.st_mode)) {
        if (!follow_link(found)) return false;
        continue;
      }
      if (last) return true;
      if (!S_ISDIR(status.st_mode)) {
        errno = ENOTDIR;
        return false;
      }
      stack_.push_back(std::move(found));
      todo_.pop_front();
    }
    return true;
  }

  bool follow_link(FdRef link) {
    if (++links_ > kMaxLinks) {
      errno = ELOOP;
      return false;
    }
    char target[PATH_MAX];
    const ssize_t n = ::readlinkat(link.get(), "", target, sizeof target);
    if (n < 0) return false;
    todo_.pop_front();
    const std::string path(target, static_cast<std::size_t>(n));
    if (!path.empty() && path.front() == '/') stack_.clear();
    push_components(path);
    return true;
  }

  FdRef root_;
  std::vector<Fd> stack_;
  std::deque<std::string> todo_;
  int links_ = 0;
};

Result<Fd> open_existing(FdRef root, const std::string& path, int flags, mode_t mode, Resolver resolver) {
  flags |= O_CLOEXEC;
  int fd = -1;
  if (resolver != Resolver::kWalk) {
    fd = open_with_kernel(root, path, flags, mode);
    if (fd >= 0) return Fd(fd);
    // ENOSYS before Linux 5.6, EPERM from a seccomp filter that does not know the call.
    if (resolver == Resolver::kKernel || (errno != ENOSYS && errno != EPERM)) return fail_errno(path);
  }
  Walk walk(root, path);
  fd = walk.open(flags, mode);
  if (fd < 0) return fail_errno(path);
  return Fd(fd);
}

}  // namespace

Result<Fd> open_in_root(FdRef root, const std::string& path, int flags, mode_t mode, Resolver resolver) {
  if ((flags & O_CREAT) == 0) return open_existing(root, path, flags, mode, resolver);
  Parent parent = TRY(open_parent_in_root(root, path, resolver));
  Fd file(::openat(parent.dir.get(), parent.name.c_str(), flags | O_NOFOLLOW | O_CLOEXEC, mode));
  if (!file) return fail_errno(path);
  return file;
}

Result<Parent> open_parent_in_root(FdRef root, const std::string& path, Resolver resolver) {
  std::string folder = path;
  while (!folder.empty() && folder.back() == '/') folder.pop_back();
  const std::size_t slash = folder.rfind('/');
  std::string name = slash == std::string::npos ? folder : folder.substr(slash + 1);
  if (name.empty() || name == "." || name == "..") return fail_errno(path.empty() ? "\"\"" : path, EINVAL);
  folder = slash == std::string::npos ? "." : folder.substr(0, slash + 1);
  Fd dir = TRY(open_existing(root, folder, O_PATH | O_DIRECTORY, 0, resolver));
  Parent parent;
  parent.dir = std::move(dir);
  parent.name = std::move(name);
  return parent;
}

Result<std::string> follow_dangling_in_root(FdRef root, const std::string& path) {
  std::string followed;  // without links, each component after a slash
  std::vector<std::string> todo = split(path, '/');
  std::reverse(todo.begin(), todo.end());
  int links = 0;
  while (!todo.empty()) {
    const std::string name = std::move(todo.back());
    todo.pop_back();
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      followed.resize(followed.empty() ? 0 : followed.rfind('/'));
      continue;
    }
    followed += "/" + name;
    const Result<Fd> found = open_in_root(root, followed, O_PATH | O_NOFOLLOW);
    char target[PATH_MAX];
    const ssize_t n = found ? ::readlinkat(found->get(), "", target, sizeof target) : -1;
    if (n < 0) continue;  // no link, or nothing at all
    if (++links > kMaxLinks) return fail_errno(path, ELOOP);
    const std::string link(target, static_cast<std::size_t>(n));
    followed.resize(link.starts_with('/') ? 0 : followed.rfind('/'));
    std::vector<std::string> parts = split(link, '/');
    todo.insert(todo.end(), parts.rbegin(), parts.rend());
  }
  return followed.empty() ? "/" : followed;
}

Result<Fd> make_dirs_in_root(FdRef root, const std::string& path, mode_t mode, Resolver resolver) {
  constexpr int kFolder = O_PATH | O_DIRECTORY;
  Result<Fd> whole = open_existing(root, path, kFolder, 0, resolver);
  if (whole || whole.error().number != ENOENT) return whole;

  // Every prefix is looked up from the root again: a link to a folder, or a
  // "..", in the middle of the path means the same as in the whole of it.
  std::string prefix = path;
  while (!prefix.empty() && prefix.back() == '/') prefix.pop_back();
  const std::size_t slash = prefix.rfind('/');
  const std::string name = slash == std::string::npos ? prefix : prefix.substr(slash + 1);
  if (name.empty()) return whole;
  const Fd parent =
      TRY(make_dirs_in_root(root, slash == std::string::npos ? "." : prefix.substr(0, slash + 1), mode, resolver));
  if (name == "." || name == "..") return open_existing(root, path, kFolder, 0, resolver);
  if (::mkdirat(parent.get(), name.c_str(), mode) < 0 && errno != EEXIST) return fail_errno("mkdir " + prefix);
  return open_existing(root, path, kFolder, 0, resolver);
}

}  // namespace base
