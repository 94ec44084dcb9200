#include "spec/layer/overlay_mount.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/utsname.h>

#include <cstdio>
#include <span>

#include "spec/base/file.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"
#include "spec/layer/attributes.h"

namespace spec::layer {

namespace {

// The folders by descriptor: neither fsconfig's 255 characters nor mount's page
// is reached, however deep the store lies.
struct Opened {
  std::vector<Fd> lowers;
  Fd upper;
  Fd work;
  std::string source;
  bool shown = false;
  bool synced = false;
};

std::string name(const Fd& fd) { return concat("/proc/self/fd/", fd.get()); }

// Root of a user namespace may mount in a mount namespace that it owns, and nothing that was opened in another.
void enter_own_mounts() {
  if (is_machines_root()) return;
  const Fd context(::fsopen("overlay", FSOPEN_CLOEXEC));
  if (!context && errno == EPERM) ::unshare(CLONE_NEWNS);  // what fails without it has the better message
}

Result<Opened> open_folders(const OverlayFolders& folders) {
  enter_own_mounts();
  Opened out;
  out.source = folders.source;
  out.shown = folders.shown;
  out.synced = folders.synced;
  for (const std::string& lower : folders.lowers) {
    Fd fd = TRY(open_dir(FdRef::cwd(), lower, O_PATH));
    out.lowers.push_back(std::move(fd));
  }
  if (!folders.upper.empty()) {
    out.upper = TRY(open_dir(FdRef::cwd(), folders.upper, O_PATH));
    out.work = TRY(open_dir(FdRef::cwd(), folders.work, O_PATH));
  }
  return out;
}

// Without these an upper folder is no layer: renamed folders and changed modes
// would be marks for the kernel instead of files. The result is synced by whoever keeps it.
// With userxattr there is no redirect_dir, and the word is refused.
constexpr const char* kOff[] = {"metacopy", "index", "redirect_dir"};
std::span<const char* const> options_off() {
  const std::span<const char* const> all = kOff;
  return is_machines_root() ? all : all.first(2);
}

// lowerdir+ takes one folder at a time since Linux 6.7; before, it is accepted and means nothing.
bool takes_one_lower_at_a_time() {
  utsname system = {};
  int major = 0;
  int minor = 0;
  return ::uname(&system) == 0 && std::sscanf(system.release, "%d.%d", &major, &minor) == 2 &&
         (major > 6 || (major == 6 && minor >= 7));
}

Result<void> set(const Fd& context, const char* key, const std::string& value) {
  if (::fsconfig(context.get(), FSCONFIG_SET_STRING, key, value.c_str(), 0) < 0) {
    return fail_errno(concat("overlay: ", key, "=", value));
  }
  return {};
}

Result<void> set_flag(const Fd& context, const char* key) {
  if (::fsconfig(context.get(), FSCONFIG_SET_FLAG, key, nullptr, 0) < 0) return fail_errno(concat("overlay: ", key));
  return {};
}

Result<Fd> mount_detached(const Opened& folders) {
  const Fd context(::fsopen("overlay", FSOPEN_CLOEXEC));
  if (!context) return fail_errno("overlay: fsopen");
  TRY(set(context, "source", folders.source));
  for (const Fd& lower : folders.lowers) TRY(set(context, "lowerdir+", name(lower)));
  if (folders.upper) {
    TRY(set(context, "upperdir", name(folders.upper)));
    TRY(set(context, "workdir", name(folders.work)));
    if (!folders.synced) TRY(set_flag(context, "volatile"));
  }
  if (!is_machines_root()) TRY(set_flag(context, "userxattr"));
  for (const char* option : options_off()) TRY(set(context, option, "off"));
  if (::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) < 0) return fail_errno("overlay");
  const unsigned attributes = folders.shown ? MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV : 0;
  Fd root(::fsmount(context.get(), FSMOUNT_CLOEXEC, attributes));
  if (!root) return fail_errno("overlay: fsmount");
  return root;
}

Result<void> mount_at(const Opened& folders, const std::string& path) {
  std::string data = "lowerdir=";
  for (const Fd& lower : folders.lowers) data += (data.ends_with('=') ? "" : ":") + name(lower);
  if (folders.upper) data += ",upperdir=" + name(folders.upper) + ",workdir=" + name(folders.work);
  if (folders.upper && !folders.synced) data += ",volatile";
  if (!is_machines_root()) data += ",userxattr";
  for (const char* option : options_off()) data += concat(",", option, "=off");
  const unsigned long flags = folders.shown ? MS_RDONLY | MS_NOSUID | MS_NODEV : 0;
  if (::mount(folders.source.c_str(), path.c_str(), "overlay", flags, data.c_str()) < 0) return fail_errno("overlay");
  return {};
}

// Mounted for a moment, because there is no other way to name more than a few
// lowers; the descriptor keeps it after the detaching.
Result<Fd> mount_for_a_moment(const Opened& folders) {
  TemporaryDir point = TRY(TemporaryDir::make_in_tmp());
  TRY(mount_at(folders, point.path()));
  Result<Fd> root = open_dir(FdRef::cwd(), point.path(), O_PATH);
  if (::umount2(point.path().c_str(), MNT_DETACH) < 0) return fail_errno("umount " + point.path());
  return root;
}

}  // namespace

Result<Fd> mount_overlay(const OverlayFolders& folders) {
  // An overlay of one folder is that folder; the kernel refuses to make it.
  if (folders.lowers.size() == 1 && folders.upper.empty()) return open_dir(folders.lowers.front());
  const Opened opened = TRY(open_folders(folders));
  return takes_one_lower_at_a_time() ? mount_detached(opened) : mount_for_a_moment(opened);
}

Result<void> mount_overlay_at(const OverlayFolders& folders, const std::string& path) {
  const Opened opened = TRY(open_folders(folders));
  if (!takes_one_lower_at_a_time()) return mount_at(opened, path);
  const Fd root = TRY(mount_detached(opened));
  if (::move_mount(root.get(), "", AT_FDCWD, path.c_str(), MOVE_MOUNT_F_EMPTY_PATH) < 0) {
    return fail_errno("overlay: move_mount: " + path);
  }
  return {};
}

}  // namespace spec::layer
