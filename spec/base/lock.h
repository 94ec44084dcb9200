// A lock on a file: flock(2), which ends with the process that holds it.
#pragma once

#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace base {

enum class LockKind { kShared, kExclusive };

// Held while the object lives. The file is made when it is missing.
class FileLock {
 public:
  // Waits for the lock.
  static Result<FileLock> wait(FdRef dir, const std::string& path, LockKind kind);
  // Fails at once with EWOULDBLOCK in Error::number where another holds it.
  static Result<FileLock> try_now(FdRef dir, const std::string& path, LockKind kind);

  FdRef file() const { return file_; }

 private:
  explicit FileLock(Fd file) : file_(std::move(file)) {}
  Fd file_;
};

}  // namespace base
