#include "runtime/mount/device.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "runtime/sys/mount.h"

namespace runtime::mount {

namespace {

using spec::runtime::Device;
using spec::runtime::DeviceType;

mode_t type_bits(DeviceType type) {
  switch (type) {
    case DeviceType::kBlock:
      return S_IFBLK;
    case DeviceType::kFifo:
      return S_IFIFO;
    case DeviceType::kChar:
    case DeviceType::kUnbufferedChar:
      return S_IFCHR;
  }
  return S_IFCHR;
}

}  // namespace

mode_t device_mode(const Device& device) { return type_bits(device.type) | (device.file_mode.value_or(0666) & 07777); }

dev_t device_number(const Device& device) {
  if (device.type == DeviceType::kFifo) return 0;
  return ::makedev(static_cast<unsigned>(device.major.value_or(0)), static_cast<unsigned>(device.minor.value_or(0)));
}

Result<Fd> make_detached_device(FdRef folder, const std::string& name, const Device& device, uid_t uid, gid_t gid) {
  if (::mknodat(folder.get(), name.c_str(), device_mode(device), device_number(device)) < 0) return fail_errno("mknod");
  if (::fchmodat(folder.get(), name.c_str(), device_mode(device) & 07777, 0) < 0) return fail_errno("chmod");
  if (::fchownat(folder.get(), name.c_str(), uid, gid, AT_SYMLINK_NOFOLLOW) < 0) return fail_errno("chown");
  Fd tree = TRY(sys::clone_tree(folder, name, sys::Depth::kOne));
  // The folder's own file system may forbid devices.
  const sys::Attributes attributes = {.set = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC,
                                      .clear = MOUNT_ATTR_NODEV | MOUNT_ATTR_RDONLY,
                                      .propagation = MS_PRIVATE};
  TRY(sys::set_attributes(tree, attributes, sys::Depth::kOne));
  return tree;
}

}  // namespace runtime::mount
