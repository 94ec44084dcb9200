#include "buildtool/cache/mounts.h"

#include <sys/stat.h>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/layout/folder_size.h"

namespace buildtool::cache {

namespace {

constexpr std::uint64_t kMaxAbout = 64 << 10;
constexpr const char* kContent = "content";
constexpr const char* kRemoved = "removed";

std::int64_t time_of(FdRef folder, const char* name) {
  struct stat status = {};
  return ::fstatat(folder.get(), name, &status, AT_SYMLINK_NOFOLLOW) < 0 ? 0 : status.st_mtim.tv_sec;
}

Result<CacheMount> read_cache_mount(FdRef all, const std::string& name) {
  const Fd folder = TRY(open_dir(all, name));
  CacheMount out;
  out.name = name;
  Result<std::string> about = read_file(folder, "about", kMaxAbout);
  if (about) out.description = std::move(*about);
  out.created = time_of(folder, "about");
  out.used = time_of(folder, "lock");
  const Result<FileLock> lock = FileLock::try_now(folder, "lock", LockKind::kExclusive);
  out.in_use = !lock;
  const Fd content = TRY(open_dir(folder, kContent));
  out.size = TRY(spec::layout::folder_size(content));
  return out;
}

}  // namespace

Result<void> note_use(FdRef folder, const std::string& description) {
  if (::utimensat(folder.get(), "lock", nullptr, 0) < 0) return fail_errno("cache: utimes");
  struct stat status = {};
  if (::fstatat(folder.get(), "about", &status, AT_SYMLINK_NOFOLLOW) == 0) return {};
  return replace_file(folder, "about", description, 0600, Durable::kNo);
}

Result<std::vector<CacheMount>> list_cache_mounts(const spec::layout::Store& store) {
  std::vector<CacheMount> out;
  const Result<Fd> all = open_dir(store.dir(), kCacheMounts);
  if (!all && all.error().number == ENOENT) return out;
  if (!all) return all.error();
  const std::vector<std::string> names = TRY(list_dir(*all, "."));
  for (const std::string& name : names) {
    Result<CacheMount> mount = read_cache_mount(*all, name);
    // Another's prune has been faster, or a RUN is about to make its content.
    if (!mount && mount.error().number == ENOENT) continue;
    if (!mount) return mount.error();
    out.push_back(std::move(*mount));
  }
  return out;
}

Result<bool> remove_cache_mount(const spec::layout::Store& store, const std::string& name) {
  const Fd folder = TRY(open_dir(store.dir(), concat(kCacheMounts, "/", name)));
  const Result<FileLock> lock = FileLock::try_now(folder, "lock", LockKind::kExclusive);
  if (!lock && lock.error().number == EWOULDBLOCK) return false;
  if (!lock) return lock.error();
  // Whole or not at all: a program that finds half of its cache may trust it.
  TRY(remove_tree(folder, kRemoved));
  if (::renameat(folder.get(), kContent, folder.get(), kRemoved) < 0 && errno != ENOENT) {
    return fail_errno("cache: rename");
  }
  ::unlinkat(folder.get(), "about", 0);
  TRY(remove_tree(folder, kRemoved));
  // The folder stays with its lock: somebody may be waiting for it.
  return true;
}

}  // namespace buildtool::cache
