#include "runtime/init/target.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <algorithm>

#include "spec/base/in_root.h"

namespace runtime::init {

namespace {

Result<Fd> make_target(FdRef root, const std::string& wanted, TargetKind kind) {
  const std::string path = TRY(follow_dangling_in_root(root, wanted));
  if (kind == TargetKind::kFolder) return make_dirs_in_root(root, path, 0755);
  const std::size_t slash = path.find_last_of('/');
  if (slash != std::string::npos && slash != 0) TRY(make_dirs_in_root(root, path.substr(0, slash), 0755));
  // O_CREAT follows no link: one that comes only now is an error, not a file elsewhere.
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

// "not a directory", whichever is none: Docker's daemon looks for these words.
Result<void> refuse_folder(FdRef target, const std::string& path) {
  struct stat status;
  if (::fstat(target.get(), &status) < 0) return fail_errno(path);
  if (S_ISDIR(status.st_mode)) return fail(path + ": what is mounted there is not a directory, unlike in the root");
  return {};
}

}  // namespace

Result<Fd> open_target(FdRef root, const std::string& path, TargetKind kind, bool nofollow) {
  const bool folder = kind == TargetKind::kFolder;
  const int flags = O_PATH | (folder ? O_DIRECTORY : 0) | (nofollow ? O_NOFOLLOW : 0);
  // make_dirs_in_root looks first itself.
  Result<Fd> target = folder && !nofollow ? make_dirs_in_root(root, path, 0755) : open_in_root(root, path, flags);
  if (!target && target.error().number == ENOENT) {
    target = make_target(root, path, kind);
  }
  if (!target && target.error().number == ENOTDIR && folder) {
    return fail(path + ": not a directory in the root, unlike what is mounted there");
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
    return fail(path + ": must be mounted on ordinary directory, not on a link or a file");
  }
  return target;
}

}  // namespace runtime::init
