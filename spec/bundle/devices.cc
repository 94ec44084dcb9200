#include "spec/bundle/devices.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace spec::bundle {

namespace {

// What a container has of its own, or must not have.
constexpr std::array<std::string_view, 7> kLeftOut = {"pts", "shm", "fd", "mqueue", ".lxd-mounts", ".udev", "console"};

bool is_device(mode_t mode) { return S_ISCHR(mode) || S_ISBLK(mode); }

DeviceGrant grant(const struct stat& status, const std::string& path, const std::string& access) {
  DeviceGrant out;
  out.device.path = path;
  out.device.type = S_ISBLK(status.st_mode) ? runtime::DeviceType::kBlock : runtime::DeviceType::kChar;
  out.device.major = major(status.st_rdev);
  out.device.minor = minor(status.st_rdev);
  out.device.file_mode = status.st_mode & 07777;
  out.device.uid = status.st_uid;
  out.device.gid = status.st_gid;
  out.access = access;
  return out;
}

Result<void> add_folder(const std::string& source, const std::string& target, const std::string& access,
                        std::vector<DeviceGrant>& out) {
  const std::vector<std::string> names = TRY(list_dir(FdRef::cwd(), source));
  for (const std::string& name : names) {
    if (std::find(kLeftOut.begin(), kLeftOut.end(), name) != kLeftOut.end()) continue;
    const std::string path = concat(source, "/", name);
    struct stat status;
    if (::lstat(path.c_str(), &status) < 0) continue;  // gone meanwhile: /dev lives
    const std::string inside = concat(target, "/", name);
    if (S_ISDIR(status.st_mode)) TRY(add_folder(path, inside, access, out));
    if (is_device(status.st_mode)) out.push_back(grant(status, inside, access));
  }
  return {};
}

}  // namespace

Result<std::vector<DeviceGrant>> find_devices(const std::string& source, const std::string& target,
                                              const std::string& access) {
  const std::string doing = concat("error gathering device information while adding custom device \"", source, "\"");
  struct stat status;
  if (::stat(source.c_str(), &status) < 0) return fail_errno(doing);
  std::vector<DeviceGrant> out;
  if (is_device(status.st_mode)) out.push_back(grant(status, target, access));
  if (S_ISDIR(status.st_mode)) TRY(add_folder(source, target, access, out));
  if (out.empty()) return fail(doing + ": not a device node");
  return out;
}

Result<std::vector<DeviceGrant>> host_devices() {
  std::vector<DeviceGrant> out;
  TRY(add_folder("/dev", "/dev", "rwm", out));
  return out;
}

}  // namespace spec::bundle
