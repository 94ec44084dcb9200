// Cgroup::apply and update: the limits.
#include <algorithm>

#include "runtime/cgroup/cgroup.h"
#include "runtime/cgroup/devices.h"
#include "runtime/cgroup/folder.h"
#include "runtime/cgroup/merge.h"
#include "runtime/cgroup/settings.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

Error not_available(const Setting& setting, Error error) {
  if (setting.controller.empty()) return error;
  return std::move(error).with_hint(concat("the requested cgroup controller `", setting.controller,
                                           "` is not available here, or has no such limit in this kernel"));
}

Error no_folder(const Setting& setting, bool rootless) {
  if (rootless) {
    return fail(concat("cannot set ", setting.controller, " limit: container could not join or create cgroup"))
        .with_hint("an ordinary user has only the cgroups that were delegated to him: see --cgroup-manager systemd");
  }
  return fail(concat(setting.file, ": the ", setting.controller, " controller is not mounted"))
      .with_hint("without it this limit cannot be set: take it out of linux.resources");
}

// The kernel takes a partition that cannot be, and tells so only to who reads: "root invalid (REASON)".
Result<void> check_partition(const std::string& folder) {
  const Result<std::string> partition = read_value(folder, "cpuset.cpus.partition");
  if (!partition || partition->find("invalid") == std::string::npos) return {};
  return fail(concat(folder, "/cpuset.cpus.partition: ", *partition))
      .with_hint("a partition's CPUs are its own, and its parent is one, too: see linux.cgroupsPath");
}

Result<void> write_setting(const std::string& folder, const Setting& setting) {
  Result<void> written = write_value(folder, setting.file, setting.value);
  if (written) return setting.controller == "cpuset" ? check_partition(folder) : Result<void>();
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

// memory.checkBeforeUpdate: v2 takes a limit below what is used, and kills. v1 refuses it by itself.
Result<void> check_memory_usage(const Paths& paths, const spec::runtime::Memory& memory) {
  const std::string* folder = find_folder(paths, "");
  if (!memory.check_before_update.value_or(false) || folder == nullptr) return {};
  const auto read = [&](const char* file) -> std::int64_t {
    const Result<std::string> text = read_value(*folder, file);
    return text ? parse_number<std::int64_t>(*text).value_or(0) : 0;
  };
  const std::int64_t used = read("memory.current");
  if (memory.limit.value_or(0) > 0 && used > *memory.limit) {
    return fail(concat("rejecting memory limit ", *memory.limit, ": below usage ", used));
  }
  const std::int64_t with_swap = used + read("memory.swap.current");
  if (memory.swap.value_or(0) > 0 && with_swap > *memory.swap) {
    return fail(concat("rejecting memory+swap limit ", *memory.swap, ": below usage ", with_swap));
  }
  return {};
}

}  // namespace

Result<void> Cgroup::write_settings(const spec::runtime::Resources& resources) {
  const bool unified = is_unified_only(paths());
  std::vector<Setting> settings = TRY(unified ? settings_v2(resources) : settings_v1(resources));
  if (unified && !settings.empty()) TRY(check_memory_usage(paths(), resources.memory));
  // What depends on another setting has a second chance after it.
  const std::size_t first_round = settings.size();
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const Setting setting = settings[i];
    const std::string* folder = find_folder(paths(), unified ? "" : setting.controller);
    if (folder == nullptr) return no_folder(setting, rootless_);
    Result<void> written = write_setting(*folder, setting);
    if (written) continue;
    if (i >= first_round || !setting.depends || written.error().number != EINVAL) return written;
    settings.push_back(setting);
  }
  return {};
}

Result<void> Cgroup::apply(const spec::runtime::Resources& resources) {
  Driver* manager = TRY(driver());
  spec::runtime::Resources rounded = resources;
  TRY(manager->set(address_, rounded));
  return write(rounded);
}

Result<void> Cgroup::admit(pid_t pid, const spec::runtime::Resources& resources) {
  spec::runtime::Resources rounded = resources;
  TRY(driver_->admit(pid, address_, rounded));
  for (const auto& [name, folder] : paths()) {
    if (std::find(made_.begin(), made_.end(), folder) == made_.end()) made_.push_back(folder);
  }
  return write(rounded);
}

Result<void> Cgroup::write(const spec::runtime::Resources& resources) {
  if (address_.manager == Manager::kDisabled) return {};
  TRY(write_settings(resources));
  Result<void> devices = set_devices(paths(), resources.devices);
  if (!devices && rootless_) return {};  // those of the outside hold
  return devices;
}

Result<void> Cgroup::update(const spec::runtime::Resources& current, const spec::runtime::Resources& changes) {
  if (paths().empty()) return fail("the container has no cgroup");
  spec::runtime::Resources wanted = merge(current, changes);
  wanted.devices = changes.devices;
  // On v1 systemd refuses all devices for a moment, and allows then what it can say: nobody is to see that.
  const bool hold = address_.manager == Manager::kSystemd && !changes.devices.empty() &&
                    find_folder(paths(), "devices") != nullptr && !is_frozen();
  if (hold) TRY(freeze());
  Result<void> done = change(wanted, changes);
  if (hold) TRY(thaw());
  return done;
}

Result<void> Cgroup::change(spec::runtime::Resources wanted, const spec::runtime::Resources& changes) {
  Driver* manager = TRY(driver());
  TRY(manager->set(address_, wanted));
  TRY(write_settings(with_what_they_depend_on(changes, wanted)));
  if (changes.devices.empty()) return {};
  return update_devices(paths(), changes.devices);
}

}  // namespace runtime::cgroup
