#include "buildtool/build/attached.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace buildtool::build {

Result<void> enter_own_mounts() {
  if (::unshare(CLONE_NEWNS) < 0) return fail_errno("unshare: mount namespace");
  // What the host mounts meanwhile still comes to us; nothing of ours goes to it.
  if (::mount(nullptr, "/", nullptr, MS_SLAVE | MS_REC, nullptr) < 0) return fail_errno("mount: /");
  return {};
}

Result<Attached> Attached::bind(FdRef what, const std::string& path) {
  struct stat status = {};
  if (::fstat(what.get(), &status) < 0) return fail_errno(path);
  if (S_ISDIR(status.st_mode)) {
    TRY(make_dirs(FdRef::cwd(), path, 0700));
  } else {
    TRY(open_at(FdRef::cwd(), path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600));
  }
  const std::string source = concat("/proc/self/fd/", what.get());
  if (::mount(source.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) < 0) return fail_errno("mount: " + path);
  return Attached(path);
}

Result<Attached> Attached::overlay(const spec::layer::OverlayFolders& folders, const std::string& path) {
  TRY(spec::layer::mount_overlay_at(folders, path));
  return Attached(path);
}

Result<Attached> Attached::memory(const std::string& path) {
  if (::mount("tmpfs", path.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755") < 0) {
    return fail_errno("mount: " + path);
  }
  return Attached(path);
}

Attached::~Attached() {
  if (!path_.empty()) (void)::umount2(path_.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW);
}

}  // namespace buildtool::build
