#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <string_view>
#include <unordered_set>

#include "runtime/init/child.h"
#include "runtime/mount/detached.h"
#include "runtime/sys/mount.h"
#include "spec/base/file.h"
#include "spec/base/in_root.h"

namespace runtime::init {

namespace {

// A path that is not there needs no cover.
bool is_missing(const Error& error) { return error.number == ENOENT || error.number == ENOTDIR; }

// The host's null device, by descriptor and checked: a container's own could
// be a link to anything (CVE-2025-31133).
Result<Fd> open_null() {
  Fd null = TRY(open_at(FdRef::cwd(), "/dev/null", O_PATH | O_NOFOLLOW));
  struct stat status;
  if (::fstat(null.get(), &status) < 0) return fail_errno("/dev/null");
  if (!S_ISCHR(status.st_mode) || status.st_rdev != ::makedev(1, 3))
    return fail("the host's /dev/null is not a null device");
  return null;
}

// What masks are: the null device for files, one empty tmpfs for all folders.
struct Masks {
  Fd null;
  mount::Label label;  // of the tmpfs
  Fd empty;            // the one that was attached first: a detached mount cannot be copied before Linux 6.15
};

Result<Fd> make_empty(const mount::Label& label) {
  Fd context = TRY(sys::fsopen("tmpfs"));
  TRY(sys::set_string(context, "nr_inodes", "1"));
  TRY(mount::set_label(context, "tmpfs", label));
  return sys::make_mount(context, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
}

Result<void> mask_folder(FdRef target, const std::string& path, Masks& masks) {
  const bool first = !masks.empty;
  Fd cover = TRY(first ? make_empty(masks.label) : sys::clone_tree(masks.empty, "", sys::Depth::kOne));
  TRY(sys::attach(cover, target, path));
  if (first) masks.empty = std::move(cover);
  return {};
}

Result<void> mask_file(FdRef target, const std::string& path, Masks& masks) {
  if (!masks.null) masks.null = TRY(open_null());
  Fd cover = TRY(sys::clone_tree(masks.null, "", sys::Depth::kOne));
  return sys::attach(cover, target, path);
}

Result<void> mask(FdRef root, const std::string& path, Masks& masks) {
  Result<Fd> target = open_in_root(root, path, O_PATH);
  if (!target && is_missing(target.error())) return {};
  if (!target) return std::move(target).error();
  struct stat status;
  if (::fstat(target->get(), &status) < 0) return fail_errno(path);
  return S_ISDIR(status.st_mode) ? mask_folder(*target, path, masks) : mask_file(*target, path, masks);
}

Result<void> protect(FdRef root, const std::string& path) {
  Result<Fd> target = open_in_root(root, path, O_PATH);
  if (!target && is_missing(target.error())) return {};
  if (!target) return std::move(target).error();
  Fd tree = TRY(sys::clone_tree(*target, "", sys::Depth::kRecursive));
  TRY(sys::set_attributes(tree, {.set = MOUNT_ATTR_RDONLY}, sys::Depth::kOne));
  return sys::attach(tree, *target, path);
}

}  // namespace

Result<void> mask_paths(Child& child) {
  Masks masks;
  masks.label = mount::label_of(child.config());
  std::unordered_set<std::string_view> covered;
  for (const std::string& path : child.config().linux.masked_paths) {
    if (covered.insert(path).second) TRY_STEP(path, mask(child.root, path, masks));
  }
  return {};
}

Result<void> protect_paths(Child& child) {
  for (const std::string& path : child.config().linux.readonly_paths) TRY_STEP(path, protect(child.root, path));
  return {};
}

}  // namespace runtime::init
