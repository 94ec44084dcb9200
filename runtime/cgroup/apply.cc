// Cgroup::apply: the limits.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "runtime/cgroup/cgroup.h"
#include "runtime/cgroup/device_filter.h"
#include "runtime/cgroup/device_rules.h"
#include "runtime/cgroup/folder.h"
#include "runtime/cgroup/settings.h"
#include "runtime/sys/process.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

bool is_unified_only(const Paths& paths) {
  return std::all_of(paths.begin(), paths.end(),
                     [](const auto& entry) { return entry.first.empty() || entry.first.starts_with("name="); });
}

// The folder where a controller's files are; nullptr: the controller is not there.
const std::string* find_folder(const Paths& paths, const std::string& controller) {
  for (const auto& [name, folder] : paths) {
    const std::vector<std::string> controllers = split(name, ',');
    if (std::find(controllers.begin(), controllers.end(), controller) != controllers.end()) return &folder;
  }
  return nullptr;
}

Error not_available(const Setting& setting, Error error) {
  if (setting.controller.empty()) return error;
  return std::move(error).with_hint(concat(
      "the ", setting.controller, " controller is not enabled for this cgroup, or has no such limit in this kernel"));
}

Error no_folder(const Setting& setting, bool rootless) {
  if (rootless) {
    return fail(concat("cannot set ", setting.controller, " limit: container could not join or create cgroup"))
        .with_hint("an ordinary user has only the cgroups that were delegated to him: see --cgroup-manager systemd");
  }
  return fail(concat(setting.file, ": the ", setting.controller, " controller is not mounted"))
      .with_hint("without it this limit cannot be set: take it out of linux.resources");
}

Result<void> write_setting(const std::string& folder, const Setting& setting) {
  Result<void> written = write_value(folder, setting.file, setting.value);
  if (written) return {};
  if (written.error().number == EBUSY) {
    return std::move(written).error().with_hint("the container uses more than that, or its cgroup has children");
  }
  if (written.error().number != ENOENT) return written;
  if (setting.if_missing == Setting::IfMissing::kIgnore) return {};
  if (setting.instead_file.empty()) return not_available(setting, std::move(written).error());
  Result<void> instead = write_value(folder, setting.instead_file, setting.instead_value);
  if (!instead && instead.error().number == ENOENT) return not_available(setting, std::move(instead).error());
  return instead;
}

Result<void> set_device_list(const std::string& folder, const DeviceList& list) {
  TRY(write_value(folder, list.allow ? "devices.allow" : "devices.deny", "a"));
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

Result<void> set_devices(const Paths& paths, const std::vector<spec::runtime::DeviceRule>& rules) {
  const std::vector<DeviceMatch> matches = TRY(device_matches(rules));
  Result<void> done;
  if (const std::string* folder = find_folder(paths, "devices")) {
    const DeviceList list = TRY(device_list(matches));
    done = set_device_list(*folder, list);
  } else if (const auto unified = paths.find(""); unified != paths.end()) {
    done = set_device_program(unified->second, matches);
  } else if (!rules.empty()) {
    return fail("linux.resources.devices: the devices controller is not mounted");
  }
  // In a user namespace the kernel lets nobody change device rules; those of
  // the outside hold, as runc leaves it.
  if (!done && done.error().number == EPERM && sys::in_user_namespace()) return {};
  return done;
}

}  // namespace

Result<void> Cgroup::apply(const spec::runtime::Resources& resources) {
  Driver* manager = TRY(driver());
  TRY(manager->set(address_, resources));
  if (address_.manager == Manager::kDisabled) return {};
  const bool unified = is_unified_only(paths());
  const std::vector<Setting> settings = TRY(unified ? settings_v2(resources) : settings_v1(resources));
  for (const Setting& setting : settings) {
    const std::string* folder = find_folder(paths(), unified ? "" : setting.controller);
    if (folder == nullptr) {
      return no_folder(setting, rootless_);
    }
    TRY(write_setting(*folder, setting));
  }
  Result<void> devices = set_devices(paths(), resources.devices);
  if (!devices && rootless_) return {};  // those of the outside hold
  return devices;
}

}  // namespace runtime::cgroup
