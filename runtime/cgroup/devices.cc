#include "runtime/cgroup/devices.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "runtime/cgroup/device_filter.h"
#include "runtime/cgroup/device_rules.h"
#include "runtime/cgroup/folder.h"
#include "runtime/sys/process.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

using spec::runtime::DeviceRule;

Result<void> set_device_list(const std::string& folder, const DeviceList& list) {
  Result<void> cleared = write_value(folder, list.allow ? "devices.allow" : "devices.deny", "a");
  if (!cleared && cleared.error().number == EINVAL) {
    return std::move(cleared).error().with_hint("there are cgroups below it: remove them, or see linux.cgroupsPath");
  }
  if (!cleared) return cleared;
  if (list.exceptions.empty()) return {};
  const std::string path = folder + (list.allow ? "/devices.deny" : "/devices.allow");
  const Fd file = TRY(open_at(FdRef::cwd(), path, O_WRONLY));
  for (const std::string& exception : list.exceptions) {
    if (::write(file.get(), exception.data(), exception.size()) < 0) {
      return fail_errno(concat("set ", path, " to ", exception));
    }
  }
  return {};
}

Result<void> set_device_program(const std::string& folder, const std::vector<DeviceMatch>& matches) {
  const Fd dir = TRY(open_dir(folder));
  return attach_device_program(dir, device_program(matches));
}

// devices.list shows the exceptions where the default is to refuse, and one line
// where it is to allow: its exceptions are shown nowhere.
Result<void> change_device_list(const std::string& folder, const DeviceList& wanted) {
  const std::string text = TRY(read_value(folder, "devices.list"));
  const std::vector<std::string> present = split(text, '\n');
  const auto contains = [](const std::vector<std::string>& list, const std::string& line) {
    return std::find(list.begin(), list.end(), line) != list.end();
  };
  if (wanted.allow || contains(present, "a *:* rwm")) return set_device_list(folder, wanted);
  for (const std::string& line : wanted.exceptions) {
    if (!contains(present, line)) TRY(write_value(folder, "devices.allow", line));
  }
  for (const std::string& line : present) {
    if (!line.empty() && !contains(wanted.exceptions, line)) TRY(write_value(folder, "devices.deny", line));
  }
  // What was denied may have been a part of what is allowed.
  for (const std::string& line : wanted.exceptions) TRY(write_value(folder, "devices.allow", line));
  return {};
}

Result<void> put_devices(const Paths& paths, const std::vector<DeviceRule>& rules,
                         Result<void> (*put_list)(const std::string&, const DeviceList&)) {
  const std::vector<DeviceMatch> matches = TRY(device_matches(rules));
  Result<void> done;
  if (const std::string* folder = find_folder(paths, "devices")) {
    const DeviceList list = TRY(device_list(matches));
    done = put_list(*folder, list);
  } else if (const std::string* unified = find_folder(paths, "")) {
    done = set_device_program(*unified, matches);
  } else if (!rules.empty()) {
    return fail("linux.resources.devices: the devices controller is not mounted");
  }
  // In a user namespace the kernel lets nobody change device rules; those of
  // the outside hold, as runc leaves it.
  if (!done && done.error().number == EPERM && sys::in_user_namespace()) return {};
  return done;
}

}  // namespace

Result<void> set_devices(const Paths& paths, const std::vector<DeviceRule>& rules) {
  return put_devices(paths, rules, &set_device_list);
}

Result<void> update_devices(const Paths& paths, const std::vector<DeviceRule>& rules) {
  return put_devices(paths, rules, &change_device_list);
}

}  // namespace runtime::cgroup
