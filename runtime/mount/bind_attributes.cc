#include "runtime/mount/bind_attributes.h"

#include <sys/mount.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <string>

namespace runtime::mount {

namespace {

constexpr std::uint64_t kTimes = MOUNT_ATTR__ATIME | MOUNT_ATTR_NODIRATIME;

// The kernel locks these, and the access times.
struct Lockable {
  std::uint64_t attribute;
  unsigned long told;  // by statvfs(2)
  const char* name;
};
constexpr Lockable kLockable[] = {{MOUNT_ATTR_RDONLY, ST_RDONLY, "ro"},
                                  {MOUNT_ATTR_NOSUID, ST_NOSUID, "nosuid"},
                                  {MOUNT_ATTR_NODEV, ST_NODEV, "nodev"},
                                  {MOUNT_ATTR_NOEXEC, ST_NOEXEC, "noexec"}};

Error refused(const std::string& what) { return fail("a user namespace cannot take " + what + " away from the mount"); }

Result<std::uint64_t> attributes_of(FdRef mount) {
  struct statvfs status;
  if (::fstatvfs(mount.get(), &status) < 0) return fail_errno("statvfs");
  std::uint64_t attributes = 0;
  for (const Lockable& entry : kLockable) {
    if ((status.f_flag & entry.told) != 0) attributes |= entry.attribute;
  }
  if ((status.f_flag & ST_NODIRATIME) != 0) attributes |= MOUNT_ATTR_NODIRATIME;
  if ((status.f_flag & ST_NOATIME) != 0) return attributes | MOUNT_ATTR_NOATIME;
  return (status.f_flag & ST_RELATIME) != 0 ? attributes : attributes | MOUNT_ATTR_STRICTATIME;
}

}  // namespace

sys::Attributes free_attributes(const Options& options) {
  sys::Attributes wanted = {.set = options.own.set, .clear = MOUNT_ATTR_NOSYMFOLLOW};
  for (const Lockable& entry : kLockable) wanted.clear |= entry.attribute;
  wanted.clear &= ~wanted.set;
  if (options.names_times) wanted.clear |= kTimes;
  return wanted;
}

Result<sys::Attributes> locked_attributes(const Options& options, std::uint64_t source) {
  for (const Lockable& entry : kLockable) {
    if ((source & options.own.clear & entry.attribute) != 0) return refused(entry.name);
  }
  if (options.names_times && (source & kTimes) != (options.own.set & kTimes)) return refused("its access times");
  return sys::Attributes{.set = options.own.set & ~kTimes, .clear = MOUNT_ATTR_NOSYMFOLLOW & ~options.own.set};
}

Result<void> set_bind_attributes(FdRef tree, const Options& options) {
  if (!options.names_own) return {};
  if (!options.locked) {
    Result<void> set = sys::set_attributes(tree, free_attributes(options), sys::Depth::kOne);
    if (set || set.error().number != EPERM) return set;
  }
  const std::uint64_t source = TRY(attributes_of(tree));
  const sys::Attributes wanted = TRY(locked_attributes(options, source));
  return sys::set_attributes(tree, wanted, sys::Depth::kOne);
}

}  // namespace runtime::mount
