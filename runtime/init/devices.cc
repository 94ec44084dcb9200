#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "runtime/init/child.h"
#include "runtime/init/target.h"
#include "runtime/mount/device.h"
#include "runtime/mount/options.h"
#include "runtime/sys/mount.h"
#include "spec/base/file.h"
#include "spec/base/in_root.h"

namespace runtime::init {

namespace {

using spec::runtime::Device;
using spec::runtime::DeviceType;

struct DefaultDevice {
  const char* name;
  unsigned major_number;
  unsigned minor_number;
};
// runtime-spec, config-linux.md "Default Devices"; /dev/console and /dev/ptmx are the terminal's.
constexpr DefaultDevice kDevices[] = {{"null", 1, 3},   {"zero", 1, 5},    {"full", 1, 7},
                                      {"random", 1, 8}, {"urandom", 1, 9}, {"tty", 5, 0}};

struct Link {
  const char* name;
  const char* target;
};
constexpr Link kLinks[] = {{"fd", "/proc/self/fd"},
                           {"stdin", "/proc/self/fd/0"},
                           {"stdout", "/proc/self/fd/1"},
                           {"stderr", "/proc/self/fd/2"},
                           {"ptmx", "pts/ptmx"}};

bool is_bound_from_host(const Child& child) {
  for (const spec::runtime::Mount& mount : child.config().mounts) {
    if (mount.destination == "/dev" || mount.destination == "/dev/") return mount::parse_options(mount.options).bind;
  }
  return false;
}

Result<void> attach_device(FdRef folder, const std::string& name, FdRef tree) {
  Fd file(::openat(folder.get(), name.c_str(), O_RDONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666));
  if (!file) return fail_errno(name);
  return sys::attach(tree, file, name);
}

// The host's own device over an empty file: a user namespace cannot make one.
Result<void> bind_device(FdRef folder, const std::string& name, const std::string& host_path) {
  Fd tree = TRY(sys::clone_tree(FdRef::cwd(), host_path, sys::Depth::kOne));
  TRY(sys::set_attributes(tree, {.set = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC}, sys::Depth::kOne));
  return attach_device(folder, name, tree);
}

Result<void> make_node(FdRef folder, const std::string& name, mode_t mode, dev_t number) {
  if (::mknodat(folder.get(), name.c_str(), mode, number) == 0) return {};
  if (errno != EEXIST) return fail_errno("mknod " + name);
  struct stat status;
  if (::fstatat(folder.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) return fail_errno(name);
  if ((status.st_mode & S_IFMT) == (mode & S_IFMT) && status.st_rdev == number) return {};
  // The image has something else under a device's name: it is not trusted to be the device.
  if (::unlinkat(folder.get(), name.c_str(), 0) < 0) return fail_errno("replace " + name);
  if (::mknodat(folder.get(), name.c_str(), mode, number) < 0) return fail_errno("mknod " + name);
  return {};
}

Result<void> make_default(const Child& child, FdRef dev, const DefaultDevice& device) {
  if (!child.plan.user_namespace) {
    Result<void> made =
        make_node(dev, device.name, S_IFCHR | 0666, ::makedev(device.major_number, device.minor_number));
    // EPERM: the runtime itself runs in a user namespace.
    if (made || made.error().number != EPERM) return made;
  }
  return bind_device(dev, device.name, std::string("/dev/") + device.name);
}

Result<void> make_links(FdRef dev) {
  for (const Link& link : kLinks) {
    if (::symlinkat(link.target, dev.get(), link.name) == 0) continue;
    if (errno != EEXIST) return fail_errno(std::string("symlink /dev/") + link.name);
    // A ptmx of the image's would be a terminal of somebody else's (CVE-2025-52565).
    if (std::string(link.name) != "ptmx") continue;
    if (::unlinkat(dev.get(), link.name, 0) < 0) return fail_errno("replace /dev/ptmx");
    if (::symlinkat(link.target, dev.get(), link.name) < 0) return fail_errno("symlink /dev/ptmx");
  }
  return {};
}

Result<void> set_owner(FdRef folder, const std::string& name, const Device& device) {
  if (::fchmodat(folder.get(), name.c_str(), mount::device_mode(device) & 07777, 0) < 0) return fail_errno("chmod");
  if (!device.uid && !device.gid) return {};
  if (::fchownat(folder.get(), name.c_str(), device.uid.value_or(0), device.gid.value_or(0), AT_SYMLINK_NOFOLLOW) < 0) {
    return fail_errno("chown");
  }
  return {};
}

// `node`: one that the parent made, or none.
// What the terminal is mounted on: later /dev may be read-only.
Result<void> make_console(FdRef dev) {
  const Fd made(::openat(dev.get(), "console", O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!made && errno != EEXIST) return fail_errno("/dev/console");
  return {};
}

Result<void> make_configured(const Child& child, const Device& device, FdRef node) {
  std::string path = device.path;
  while (!path.empty() && path.back() == '/') path.pop_back();
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return fail("not the path of a device");
  const std::string name = path.substr(slash + 1);
  Fd folder = TRY(make_dirs_in_root(child.root, path.substr(0, slash), 0755));
  if (node.valid()) return attach_device(folder, name, node);
  if (!child.plan.user_namespace || device.type == DeviceType::kFifo) {
    Result<void> made = make_node(folder, name, mount::device_mode(device), mount::device_number(device));
    if (made) return set_owner(folder, name, device);
    if (made.error().number != EPERM) return made;
  }
  return bind_device(folder, name, path);
}

}  // namespace

Result<void> make_devices(Child& child) {
  if (!child.container->new_mount_namespace && !child.container->joined_mount_namespace) return {};
  if (is_bound_from_host(child)) return {};
  // Everything relative to one descriptor: /dev may be a link in the image (CVE-2026-41579).
  Fd dev = TRY(make_dirs_in_root(child.root, "dev", 0755));
  for (const DefaultDevice& device : kDevices) TRY(make_default(child, dev, device));
  TRY(make_links(dev));
  if (child.process().terminal) TRY(make_console(dev));
  const std::vector<Device>& devices = child.config().linux.devices;
  for (std::size_t i = 0; i < devices.size(); ++i) {
    const FdRef node = child.container->devices.empty() ? FdRef(-1) : FdRef(child.container->devices[i]);
    TRY_STEP(devices[i].path, make_configured(child, devices[i], node));
  }
  return {};
}

}  // namespace runtime::init
