// Reading, writing and replacing files, relative to a folder's descriptor.
//
// Paths given here are trusted: the store's own, the state folder's, the
// user's. A path inside a rootfs or a layer goes through spec/base/in_root.h.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace base {

// openat(2) with O_CLOEXEC; the error names the path.
Result<Fd> open_at(FdRef dir, const std::string& path, int flags, mode_t mode = 0);
// A folder, opened for the *at calls (O_DIRECTORY); `flags` adds O_PATH or O_RDONLY.
Result<Fd> open_dir(FdRef dir, const std::string& path, int flags = O_RDONLY);
inline Result<Fd> open_dir(const std::string& path) { return open_dir(FdRef::cwd(), path); }

// Everything from the descriptor's position to its end; more than `max_bytes` is an error.
Result<std::string> read_all(FdRef file, std::uint64_t max_bytes, const std::string& name);
// A regular file's content. A FIFO, a device or a folder is refused, nothing blocks.
Result<std::string> read_file(FdRef dir, const std::string& path, std::uint64_t max_bytes);
inline Result<std::string> read_file(const std::string& path, std::uint64_t max_bytes) {
  return read_file(FdRef::cwd(), path, max_bytes);
}

// All of `data`, in as many write(2) calls as it takes.
Result<void> write_all(FdRef file, std::string_view data, const std::string& name);

enum class Durable : bool { kNo, kYes };  // kYes: file and folder are fsynced before it returns

// Puts a file with this content in the place of `path`, by rename: a reader
// sees the old file or the new one, never a part. `path` is relative to `dir`.
Result<void> replace_file(FdRef dir, const std::string& path, std::string_view data, mode_t mode, Durable durable);

// mkdir -p below `dir`; a folder that is there already is fine and keeps its mode.
Result<void> make_dirs(FdRef dir, const std::string& path, mode_t mode);

// The names in a folder, sorted, without "." and "..".
Result<std::vector<std::string>> list_dir(FdRef dir, const std::string& path);

// A symbolic link's target.
Result<std::string> read_link(FdRef dir, const std::string& path);

// rm -rf: `name` is one name in `dir`; links are removed, never followed, and
// other file systems mounted below it are not entered. Missing is fine.
Result<void> remove_tree(FdRef dir, const std::string& name);

Result<void> sync(FdRef file, const std::string& name);  // fsync(2)

// The descriptor's path as the kernel tells it, for messages only.
std::string describe_fd(FdRef file);

}  // namespace base
