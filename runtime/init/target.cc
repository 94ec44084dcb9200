#include "runtime/init/target.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <climits>

#include "spec/base/in_root.h"

namespace runtime::init {

namespace {

constexpr int kMaxLinks = 40;  // as the kernel has it

// The folder that `path` is in; "" where it has one part only.
std::string folder_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

// `path` without a link of the image's that leads to nothing: with where it
// leads to in the root, which may then be made. Each step is the kernel's own
// lookup inside the root; no link can lead out.
Result<std::string> follow_dangling(FdRef root, std::string path) {
  int links = 0;
  std::size_t end = 0;
  while (end < path.size()) {
    end = path.find('/', end + 1);
    const std::string part = path.substr(0, end);
    if (end == std::string::npos) end = path.size();
    const Result<Fd> there = open_in_root(root, part, O_PATH);
    if (there || there.error().number != ENOENT) continue;
    const Result<Fd> link = open_in_root(root, part, O_PATH | O_NOFOLLOW);
    if (!link) return path;  // nothing there, and nothing below it
    char target[PATH_MAX];
    const ssize_t n = ::readlinkat(link->get(), "", target, sizeof target);
    if (n <= 0) return fail_errno(part);
    if (++links > kMaxLinks) return fail_errno(part, ELOOP);
    const std::string to(target, static_cast<std::size_t>(n));
    path = (to.starts_with('/') ? to : folder_of(part) + to) + path.substr(end);
    end = 0;
  }
  return path;
}

Result<Fd> make_file(FdRef root, const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash != std::string::npos && slash != 0) TRY(make_dirs_in_root(root, path.substr(0, slash), 0755));
  TRY(open_in_root(root, path, O_RDONLY | O_CREAT | O_EXCL | O_NONBLOCK, 0755));
  return open_in_root(root, path, O_PATH);
}

// Files of proc that may be covered: what lxcfs gives, and runc allows.
constexpr std::string_view kProcFiles[] = {"/proc/cpuinfo",
                                           "/proc/diskstats",
                                           "/proc/loadavg",
                                           "/proc/meminfo",
                                           "/proc/net/dev",
                                           "/proc/slabinfo",
                                           "/proc/stat",
                                           "/proc/swaps",
                                           "/proc/uptime",
                                           "/proc/sys/kernel/ns_last_pid",
                                           "/proc/sys/crypto/fips_enabled"};

Result<void> refuse_proc(FdRef target, const std::string& path) {
  struct statfs status;
  if (::fstatfs(target.get(), &status) < 0) return fail_errno(path);
  if (status.f_type != PROC_SUPER_MAGIC) return {};
  if (std::find(std::begin(kProcFiles), std::end(kProcFiles), path) != std::end(kProcFiles)) return {};
  return fail(path + " is inside of a proc file system: nothing is mounted there");
}

Result<void> refuse_folder(FdRef target, const std::string& path) {
  struct stat status;
  if (::fstat(target.get(), &status) < 0) return fail_errno(path);
  if (S_ISDIR(status.st_mode)) return fail(path + ": a folder in the root, unlike what is mounted there");
  return {};
}

}  // namespace

Result<Fd> open_target(FdRef root, const std::string& path, TargetKind kind, bool nofollow) {
  const bool folder = kind == TargetKind::kFolder;
  const int flags = O_PATH | (folder ? O_DIRECTORY : 0) | (nofollow ? O_NOFOLLOW : 0);
  // make_dirs_in_root looks first itself.
  Result<Fd> target = folder && !nofollow ? make_dirs_in_root(root, path, 0755) : open_in_root(root, path, flags);
  if (!target && target.error().number == ENOENT) {
    const std::string made = TRY(follow_dangling(root, path));
    target = folder ? make_dirs_in_root(root, made, 0755) : make_file(root, made);
  }
  if (!target && target.error().number == ENOTDIR && folder) {
    return fail(path + ": not a folder in the root, unlike what is mounted there");
  }
  if (!target) return target;
  if (!folder) TRY(refuse_folder(*target, path));
  TRY(refuse_proc(*target, path));
  return target;
}

Result<Fd> open_kernel_target(FdRef root, const std::string& path) {
  Result<Fd> target = open_in_root(root, path, O_PATH | O_NOFOLLOW | O_DIRECTORY);
  if (!target && target.error().number == ENOENT) target = make_dirs_in_root(root, path, 0755);
  if (!target && target.error().number == ENOTDIR) {
    return fail(path + ": must be a folder in the root, not a link or a file");
  }
  return target;
}

}  // namespace runtime::init
