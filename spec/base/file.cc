#include "spec/base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "spec/base/temporary.h"
#include "spec/base/text.h"

namespace base {

Result<Fd> open_at(FdRef dir, const std::string& path, int flags, mode_t mode) {
  Fd file(::openat(dir.get(), path.c_str(), flags | O_CLOEXEC, mode));
  if (!file) return fail_errno(path);
  return file;
}

Result<Fd> open_dir(FdRef dir, const std::string& path, int flags) { return open_at(dir, path, flags | O_DIRECTORY); }

namespace {

// read_all() of a file that may be expected to have `size` bytes; 0: who knows (a pipe, a file of proc).
Result<std::string> read_expected(FdRef file, std::uint64_t size, std::uint64_t max_bytes, const std::string& name) {
  std::string data;
  // One read for a regular file: its size, and a byte more to see its end.
  const std::uint64_t expected = size > 0 ? size + 1 : 4096;
  data.resize(static_cast<std::size_t>(std::min(expected, max_bytes + 1)));
  std::size_t used = 0;
  while (true) {
    const ssize_t n = ::read(file.get(), data.data() + used, data.size() - used);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno("read " + name);
    if (n == 0) break;
    used += static_cast<std::size_t>(n);
    if (used > max_bytes) return fail(concat(name, ": larger than ", max_bytes, " bytes"));
    if (used == size && used < data.size()) break;
    if (used == data.size()) data.resize(static_cast<std::size_t>(std::min<std::uint64_t>(used * 2, max_bytes + 1)));
  }
  data.resize(used);
  return data;
}

}  // namespace

Result<std::string> read_all(FdRef file, std::uint64_t max_bytes, const std::string& name) {
  struct stat status;
  const bool sized = ::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode);
  return read_expected(file, sized ? static_cast<std::uint64_t>(status.st_size) : 0, max_bytes, name);
}

Result<std::string> read_file(FdRef dir, const std::string& path, std::uint64_t max_bytes) {
  Fd file = TRY(open_at(dir, path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
  struct stat status;
  if (::fstat(file.get(), &status) < 0) return fail_errno("stat " + path);
  if (S_ISDIR(status.st_mode)) return fail_errno(path, EISDIR);
  if (!S_ISREG(status.st_mode)) return fail(path + ": not a regular file");
  return read_expected(file, static_cast<std::uint64_t>(status.st_size), max_bytes, path);
}

Result<void> write_all(FdRef file, std::string_view data, const std::string& name) {
  while (!data.empty()) {
    const ssize_t n = ::write(file.get(), data.data(), data.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno("write " + name);
    data.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<void> replace_file(FdRef dir, const std::string& path, std::string_view data, mode_t mode, Durable durable) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  Result<TemporaryFile> made = TemporaryFile::make(dir, folder, mode);
  if (!made) return fail_errno(path, made.error().number);  // not by the name that it has meanwhile
  TemporaryFile file = std::move(*made);
  TRY(write_all(file.fd(), data, path));
  if (durable == Durable::kYes) TRY(sync(file.fd(), path));
  TRY(file.rename_to(dir, path));
  if (durable == Durable::kNo) return {};
  Fd parent = TRY(open_dir(dir, folder));
  return sync(parent, folder);
}

Result<void> make_dirs(FdRef dir, const std::string& path, mode_t mode) {
  if (::mkdirat(dir.get(), path.c_str(), mode) == 0) return {};
  if (errno == ENOENT) {
    const std::size_t slash = path.find_last_of('/');
    if (slash == std::string::npos || slash == 0) return fail_errno("mkdir " + path, ENOENT);
    TRY(make_dirs(dir, path.substr(0, slash), mode));
    if (::mkdirat(dir.get(), path.c_str(), mode) == 0) return {};
  }
  const int reason = errno;
  struct stat status;
  if (reason == EEXIST && ::fstatat(dir.get(), path.c_str(), &status, 0) == 0 && S_ISDIR(status.st_mode)) {
    return {};
  }
  return fail_errno("mkdir " + path, reason);
}

namespace {

struct DirClose {
  void operator()(DIR* dir) const { ::closedir(dir); }
};
using Dir = std::unique_ptr<DIR, DirClose>;

Result<Dir> open_listing(Fd dir, const std::string& name) {
  Dir listing(::fdopendir(dir.get()));
  if (!listing) return fail_errno("read folder " + name);
  dir.release();
  return listing;
}

bool is_dot(const char* name) { return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0')); }

// unlinkat(2), or fails with EISDIR/EPERM/EBUSY where `name` is a folder or a mount.
Result<void> remove_tree_on(FdRef dir, const std::string& name, dev_t device) {
  if (::unlinkat(dir.get(), name.c_str(), 0) == 0 || errno == ENOENT) return {};
  if (errno != EISDIR && errno != EPERM) return fail_errno("remove " + name);
  if (::unlinkat(dir.get(), name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT) return {};
  if (errno != ENOTEMPTY && errno != EEXIST) return fail_errno("remove " + name);

  Result<Fd> opened = open_dir(dir, name, O_RDONLY | O_NOFOLLOW);
  if (!opened && opened.error().number == ENOENT) return {};  // somebody else removes it, too
  Fd folder = TRY(std::move(opened));
  struct stat status;
  if (::fstat(folder.get(), &status) < 0) return fail_errno("stat " + name);
  if (status.st_dev != device) return fail("remove " + name + ": another file system is mounted there");
  const int folder_number = folder.get();
  Dir listing = TRY(open_listing(std::move(folder), name));
  while (const dirent* entry = ::readdir(listing.get())) {
    if (is_dot(entry->d_name)) continue;
    TRY(remove_tree_on(FdRef(folder_number), entry->d_name, device));
  }
  if (::unlinkat(dir.get(), name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT) return {};
  return fail_errno("remove " + name);
}

}  // namespace

Result<std::vector<std::string>> list_dir(FdRef dir, const std::string& path) {
  Fd folder = TRY(open_dir(dir, path));
  Dir listing = TRY(open_listing(std::move(folder), path));
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(listing.get())) {
    if (!is_dot(entry->d_name)) names.emplace_back(entry->d_name);
    errno = 0;
  }
  if (errno != 0) return fail_errno("read folder " + path);
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::string> read_link(FdRef dir, const std::string& path) {
  char target[PATH_MAX];
  const ssize_t n = ::readlinkat(dir.get(), path.c_str(), target, sizeof target);
  if (n < 0) return fail_errno("read link " + path);
  return std::string(target, static_cast<std::size_t>(n));
}

Result<void> remove_tree(FdRef dir, const std::string& name) {
  struct stat status;
  if (::fstatat(dir.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) {
    if (errno == ENOENT) return {};
    return fail_errno(name);
  }
  return remove_tree_on(dir, name, status.st_dev);
}

Result<void> sync(FdRef file, const std::string& name) {
  if (::fsync(file.get()) < 0) return fail_errno("fsync " + name);
  return {};
}

std::string describe_fd(FdRef file) {
  if (file.get() == AT_FDCWD) return ".";
  const std::string link = concat("/proc/self/fd/", file.get());
  char path[4096];
  const ssize_t n = ::readlink(link.c_str(), path, sizeof path);
  return n > 0 ? std::string(path, static_cast<std::size_t>(n)) : link;
}

}  // namespace base
