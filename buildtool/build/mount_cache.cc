// RUN --mount=type=cache: a folder that stays from build to build.
#include <poll.h>
#include <sys/stat.h>

#include "buildtool/build/copier.h"
#include "buildtool/build/files.h"
#include "buildtool/build/run_mounts.h"
#include "buildtool/build/session.h"
#include "buildtool/cache/mounts.h"
#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/text.h"

namespace buildtool::build {

using dockerfile::MountSharing;
using dockerfile::RunMount;

namespace {

constexpr int kLockedPause = 50;  // milliseconds

// Waits for the lock, or for the end of the build.
Result<FileLock> wait_for(FdRef folder, const std::string& path, LockKind kind, const Interrupt& interrupt) {
  for (;;) {
    Result<FileLock> lock = FileLock::try_now(folder, path, kind);
    if (lock || lock.error().number != EWOULDBLOCK) return lock;
    pollfd end = {interrupt.fd().get(), POLLIN, 0};
    (void)::poll(&end, 1, kLockedPause);
    TRY(interrupt.check());
  }
}

// What a new cache begins with.
Result<void> fill(Step& step, const RunMount& mount, const Files& files, FdRef folder) {
  Fd root = TRY(view_files(step.session, files.layers));
  const std::string source = mount.source.empty() ? "." : mount.source;
  const context::Context source_files(std::move(root), {}, context::Owners::kKept);
  const std::vector<context::Found> found = TRY(source_files.find(source));
  const CopyOptions options;
  Copier copier(source_files, folder, options, step.session.interrupt);
  for (const context::Found& one : found) TRY(copier.copy(one, "/"));
  return {};
}

Result<void> set_owner(FdRef content, const RunMount& mount) {
  if (::fchown(content.get(), mount.uid.value_or(0), mount.gid.value_or(0)) < 0) return fail_errno("cache: chown");
  if (::fchmod(content.get(), static_cast<mode_t>(mount.mode.value_or(0755) & 07777)) < 0) {
    return fail_errno("cache: chmod");
  }
  return {};
}

}  // namespace

Result<void> RunMounts::add_cache(Step& step, const RunMount& mount) {
  const spec::layout::Store& store = step.session.lease.store();
  Files files;
  if (!mount.from.empty()) files = TRY(find_files(step, mount.from));
  if (files.context != nullptr) return fail("a cache mount's from is a stage or an image");
  const auto text = [](const std::optional<std::uint32_t>& number) { return number ? std::to_string(*number) : ""; };
  // Hashed: whatever the id is, the folder's name is ours.
  const std::string key = std::string(KeyBuilder("cache mount 1")
                                          .add(mount.id.empty() ? mount.target : mount.id)
                                          .add(files.key.empty() ? "" : files.key.text())
                                          .add(files.key.empty() ? "" : mount.source)
                                          .add(text(mount.uid))
                                          .add(text(mount.gid))
                                          .add(text(mount.mode))
                                          .finish()
                                          .hex());
  const MountSharing sharing = mount.sharing.value_or(MountSharing::kShared);
  const LockKind kind = sharing == MountSharing::kShared ? LockKind::kShared : LockKind::kExclusive;
  // A private one that is in use elsewhere: the next of its kind.
  for (int number = 0;; ++number) {
    const std::string path = concat(cache::kCacheMounts, "/", key, number == 0 ? "" : concat("-", number));
    TRY(make_dirs(store.dir(), path, 0700));
    const Fd folder = TRY(open_dir(store.dir(), path));
    Result<FileLock> lock = sharing == MountSharing::kPrivate ? FileLock::try_now(folder, "lock", kind)
                                                              : wait_for(folder, "lock", kind, step.session.interrupt);
    if (!lock && lock.error().number == EWOULDBLOCK) continue;
    if (!lock) return lock.error();
    locks_.push_back(std::move(*lock));
    TRY(cache::note_use(folder, mount.id.empty() ? mount.target : mount.id));
    if (::mkdirat(folder.get(), "content", 0755) == 0) {
      const Fd content = TRY(open_dir(folder, "content"));
      TRY(set_owner(content, mount));
      const bool filled = number == 0 && step.session.imported.fill_mount(step.session, key, content);
      if (!filled && !files.key.empty()) TRY(fill(step, mount, files, content));
    } else if (errno != EEXIST) {
      return fail_errno("cache: mkdir");
    }
    if (number == 0) step.session.used_mounts.add(key, mount.id.empty() ? mount.target : mount.id);
    show(concat(store.path(), "/", path, "/content"), mount);
    return {};
  }
}

}  // namespace buildtool::build
