#include "spec/cdi/apply.h"

#include <algorithm>
#include <set>

#include "spec/base/text.h"
#include "spec/bundle/devices.h"
#include "spec/cli/csv.h"

namespace spec::cdi {

namespace {

constexpr const char* kGpu = "nvidia.com/gpu=";

Result<bundle::DeviceGrant> grant_of(const DeviceNode& node) {
  const std::string& source = node.host_path.empty() ? node.path : node.host_path;
  const std::string access = node.permissions.empty() ? "rwm" : node.permissions;
  bundle::DeviceGrant grant;
  if (node.major && node.minor && !node.type.empty()) {
    grant.device.type = node.type == "b"   ? runtime::DeviceType::kBlock
                        : node.type == "p" ? runtime::DeviceType::kFifo
                                           : runtime::DeviceType::kChar;
    grant.device.major = node.major;
    grant.device.minor = node.minor;
    grant.access = access;
  } else {
    const std::vector<bundle::DeviceGrant> found = TRY(bundle::find_devices(source, node.path, access));
    if (found.size() != 1) return fail(source + ": is a folder, and no device");
    grant = found[0];
  }
  grant.device.path = node.path;
  if (node.file_mode) grant.device.file_mode = *node.file_mode & 07777;
  if (node.uid) grant.device.uid = node.uid;
  if (node.gid) grant.device.gid = node.gid;
  return grant;
}

std::vector<runtime::Hook>& list_of(const std::string& name, runtime::Hooks& hooks) {
  if (name == "prestart") return hooks.prestart;
  if (name == "createRuntime") return hooks.create_runtime;
  if (name == "createContainer") return hooks.create_container;
  if (name == "startContainer") return hooks.start_container;
  return name == "poststart" ? hooks.poststart : hooks.poststop;
}

Result<void> apply_edits(const Edits& edits, bundle::Options& options) {
  options.env.insert(options.env.end(), edits.env.begin(), edits.env.end());
  for (const DeviceNode& node : edits.device_nodes) {
    const bundle::DeviceGrant grant = TRY(grant_of(node));
    std::erase_if(options.devices,
                  [&](const bundle::DeviceGrant& other) { return other.device.path == grant.device.path; });
    options.devices.push_back(grant);
  }
  for (const Mount& mount : edits.mounts) {
    runtime::Mount added;
    added.destination = mount.container_path;
    added.source = mount.host_path;
    added.type = mount.type.empty() ? "bind" : mount.type;
    added.options = mount.options;
    if (mount.options.empty()) added.options = {"rbind", "ro"};
    options.mounts.push_back(std::move(added));
  }
  for (const Hook& hook : edits.hooks) {
    list_of(hook.name, options.hooks).push_back({hook.path, hook.args, hook.env, hook.timeout});
  }
  for (const std::uint32_t gid : edits.additional_gids) {
    if (gid != 0) options.groups.push_back(std::to_string(gid));
  }
  if (edits.intel_rdt) {
    const IntelRdt& given = *edits.intel_rdt;
    options.intel_rdt =
        runtime::IntelRdt{given.clos_id, {}, given.l3_cache_schema, given.mem_bw_schema, given.enable_monitoring};
  }
  for (const NetDevice& device : edits.net_devices) options.net_devices[device.host_name] = {device.name};
  return {};
}

}  // namespace

Result<void> apply(const Registry& registry, const std::vector<std::string>& names, bundle::Options& options) {
  std::set<const void*> done;
  for (const std::string& name : names) {
    const Registry::Found found = TRY(registry.find(name));
    if (done.insert(found.spec.get()).second) TRY_STEP(name, apply_edits(found.spec->edits, options));
    if (done.insert(found.device).second) TRY_STEP(name, apply_edits(found.device->edits, options));
  }
  return {};
}

Result<std::vector<std::string>> parse_gpus(const std::string& text) {
  std::vector<std::string> names;
  const auto add_count = [&](const std::string& word) -> Result<void> {
    if (word == "all" || word == "-1") {
      names = {std::string(kGpu) + "all"};
      return {};
    }
    const auto count = parse_number<std::uint16_t>(word);
    if (!count) return fail("count must be an integer");
    for (std::uint16_t i = 0; i < *count; ++i) names.push_back(kGpu + std::to_string(i));
    return {};
  };
  for (const std::string& field : TRY(cli::split_csv(text))) {
    const cli::CsvOption option = cli::split_option(field);
    if (!option.has_value) {
      TRY(add_count(field));
    } else if (option.key == "count") {
      TRY(add_count(option.value));
    } else if (option.key == "device") {
      for (const std::string& device : split(option.value, ',')) names.push_back(kGpu + device);
    } else if (option.key == "driver") {
      if (option.value != "nvidia" && option.value != "cdi") return fail("driver " + option.value + " is not known");
    } else if (option.key != "capabilities" && option.key != "options") {
      return fail("unexpected key '" + option.key + "' in '" + field + "'");
    }
  }
  return names;
}

}  // namespace spec::cdi
