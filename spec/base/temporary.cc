#include "spec/base/temporary.h"

#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>

#include <cstdlib>
#include <utility>

#include "spec/base/file.h"

namespace base {

namespace {

std::string random_path(const std::string& folder) {
  unsigned char bytes[12];
  while (::getrandom(bytes, sizeof bytes, 0) != static_cast<ssize_t>(sizeof bytes)) {
  }
  std::string path = folder == "." ? "" : folder;
  if (!path.empty() && path.back() != '/') path += '/';
  path += kTemporaryPrefix;
  for (const unsigned char byte : bytes) path += "abcdefghijklmnopqrstuvwxyz234567"[byte % 32];
  return path;
}

Result<void> rename_at(FdRef from_dir, const std::string& from, FdRef to_dir, const std::string& to) {
  if (::renameat(from_dir.get(), from.c_str(), to_dir.get(), to.c_str()) < 0) return fail_errno("rename to " + to);
  return {};
}

}  // namespace

Result<TemporaryFile> TemporaryFile::make(FdRef dir, const std::string& folder, mode_t mode) {
  const std::string path = random_path(folder);
  Fd file = TRY(open_at(dir, path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode));
  TemporaryFile temporary(dir, path, std::move(file));
  // What the umask took away; it takes nothing from 0600 that its owner misses.
  if (mode != 0600 && ::fchmod(temporary.fd_.get(), mode) < 0) return fail_errno("chmod " + path);
  return temporary;
}

TemporaryFile::TemporaryFile(TemporaryFile&& other) noexcept
    : dir_(other.dir_), path_(std::exchange(other.path_, {})), fd_(std::move(other.fd_)) {}

TemporaryFile::~TemporaryFile() {
  if (!path_.empty()) ::unlinkat(dir_.get(), path_.c_str(), 0);
}

Result<void> TemporaryFile::rename_to(FdRef dir, const std::string& path) {
  TRY(rename_at(dir_, path_, dir, path));
  path_.clear();
  return {};
}

Result<TemporaryDir> TemporaryDir::make(FdRef dir, const std::string& folder, mode_t mode) {
  const std::string path = random_path(folder);
  if (::mkdirat(dir.get(), path.c_str(), mode) < 0) return fail_errno("mkdir " + path);
  TemporaryDir temporary(dir, path, Fd());
  temporary.fd_ = TRY(open_dir(dir, path, O_RDONLY | O_NOFOLLOW));
  if (::fchmod(temporary.fd_.get(), mode) < 0) return fail_errno("chmod " + path);
  return temporary;
}

Result<TemporaryDir> TemporaryDir::make_in_tmp() {
  const char* folder = std::getenv("TMPDIR");
  return make(FdRef::cwd(), folder != nullptr && folder[0] == '/' ? folder : "/tmp", 0700);
}

TemporaryDir::TemporaryDir(TemporaryDir&& other) noexcept
    : dir_(other.dir_), path_(std::exchange(other.path_, {})), fd_(std::move(other.fd_)) {}

TemporaryDir::~TemporaryDir() {
  // Nothing can be done about a failure here; what stays is named as temporary.
  if (!path_.empty()) (void)remove_tree(dir_, path_);
}

Result<void> TemporaryDir::rename_to(FdRef dir, const std::string& path) {
  TRY(rename_at(dir_, path_, dir, path));
  path_.clear();
  return {};
}

}  // namespace base
