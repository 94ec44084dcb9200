// tmpcopyup: a tmpfs that begins with what it hides.
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <string>

#include "runtime/mount/detached.h"
#include "spec/base/file.h"

namespace runtime::mount {

namespace {

Result<void> copy_folder(FdRef from, FdRef to);

Result<void> copy_owner(FdRef to, const std::string& name, const struct stat& status) {
  if (::fchownat(to.get(), name.c_str(), status.st_uid, status.st_gid, AT_SYMLINK_NOFOLLOW) < 0) {
    return fail_errno("chown " + name);
  }
  if (S_ISLNK(status.st_mode)) return {};
  if (::fchmodat(to.get(), name.c_str(), status.st_mode & 07777, 0) < 0) return fail_errno("chmod " + name);
  return {};
}

Result<void> copy_file(FdRef from, FdRef to, const std::string& name) {
  Fd in = TRY(open_at(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
  Fd out = TRY(open_at(to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600));
  while (true) {
    const ssize_t n = ::sendfile(out.get(), in.get(), nullptr, 1 << 20);
    if (n < 0) return fail_errno("copy " + name);
    if (n == 0) return {};
  }
}

Result<void> copy_link(FdRef from, FdRef to, const std::string& name) {
  char target[PATH_MAX];
  const ssize_t n = ::readlinkat(from.get(), name.c_str(), target, sizeof target - 1);
  if (n < 0) return fail_errno(name);
  target[n] = '\0';
  if (::symlinkat(target, to.get(), name.c_str()) < 0) return fail_errno("symlink " + name);
  return {};
}

Result<void> copy_entry(FdRef from, FdRef to, const std::string& name) {
  struct stat status;
  if (::fstatat(from.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) return fail_errno(name);
  if (S_ISDIR(status.st_mode)) {
    if (::mkdirat(to.get(), name.c_str(), 0700) < 0) return fail_errno("mkdir " + name);
    Fd inner_from = TRY(open_dir(from, name, O_RDONLY | O_NOFOLLOW));
    Fd inner_to = TRY(open_dir(to, name, O_RDONLY | O_NOFOLLOW));
    TRY(copy_folder(inner_from, inner_to));
  } else if (S_ISREG(status.st_mode)) {
    TRY(copy_file(from, to, name));
  } else if (S_ISLNK(status.st_mode)) {
    TRY(copy_link(from, to, name));
  } else if (::mknodat(to.get(), name.c_str(), status.st_mode, status.st_rdev) < 0) {
    return fail_errno("mknod " + name);
  }
  return copy_owner(to, name, status);
}

Result<void> copy_folder(FdRef from, FdRef to) {
  const std::vector<std::string> names = TRY(list_dir(from, "."));
  for (const std::string& name : names) TRY(copy_entry(from, to, name));
  return {};
}

}  // namespace

Result<void> copy_up(FdRef from, FdRef to) {
  Fd readable = TRY(open_dir(from, "."));
  return copy_folder(readable, to);
}

}  // namespace runtime::mount
