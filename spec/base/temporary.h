// Files and folders that are gone when their owner is, unless they were kept.
#pragma once

#include <sys/types.h>

#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace base {

// A new file with a name of its own (".tmp-" and random letters).
class TemporaryFile {
 public:
  // In `folder`, which is relative to `dir`. The descriptor of `dir` must
  // outlive this object. `mode` is exact: the umask does not count.
  static Result<TemporaryFile> make(FdRef dir, const std::string& folder, mode_t mode);
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile();

  FdRef fd() const { return fd_; }
  const std::string& path() const { return path_; }  // relative to `dir`
  // Moves it to its place, over what is there; it is no longer temporary.
  Result<void> rename_to(FdRef dir, const std::string& path);

 private:
  TemporaryFile(FdRef dir, std::string path, Fd fd) : dir_(dir), path_(std::move(path)), fd_(std::move(fd)) {}
  FdRef dir_;
  std::string path_;  // empty once renamed
  Fd fd_;
};

// A new folder with a name of its own, removed with all that is in it.
class TemporaryDir {
 public:
  static Result<TemporaryDir> make(FdRef dir, const std::string& folder, mode_t mode);
  // Below $TMPDIR, else /tmp.
  static Result<TemporaryDir> make_in_tmp();
  TemporaryDir(TemporaryDir&& other) noexcept;
  TemporaryDir& operator=(TemporaryDir&&) = delete;
  ~TemporaryDir();

  FdRef fd() const { return fd_; }
  const std::string& path() const { return path_; }  // relative to `dir`; absolute from make_in_tmp
  Result<void> rename_to(FdRef dir, const std::string& path);
  void keep() { path_.clear(); }

 private:
  TemporaryDir(FdRef dir, std::string path, Fd fd) : dir_(dir), path_(std::move(path)), fd_(std::move(fd)) {}
  FdRef dir_;
  std::string path_;  // empty once renamed or kept
  Fd fd_;
};

// What a temporary file or folder that was left behind by a kill -9 is called.
constexpr const char* kTemporaryPrefix = ".tmp-";

}  // namespace base
