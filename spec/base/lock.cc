#include "spec/base/lock.h"

#include <sys/file.h>

#include "spec/base/file.h"
#include "spec/base/interrupt.h"

namespace base {

namespace {

Result<Fd> lock(FdRef dir, const std::string& path, LockKind kind, int flags) {
  Fd file = TRY(open_at(dir, path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600));
  const int operation = (kind == LockKind::kShared ? LOCK_SH : LOCK_EX) | flags;
  while (::flock(file.get(), operation) < 0) {
    if (errno != EINTR) return fail_errno("lock " + path);
    TRY(check_interrupted());
  }
  return file;
}

}  // namespace

Result<FileLock> FileLock::wait(FdRef dir, const std::string& path, LockKind kind) {
  Fd file = TRY(lock(dir, path, kind, 0));
  return FileLock(std::move(file));
}

Result<FileLock> FileLock::try_now(FdRef dir, const std::string& path, LockKind kind) {
  Fd file = TRY(lock(dir, path, kind, LOCK_NB));
  return FileLock(std::move(file));
}

}  // namespace base
