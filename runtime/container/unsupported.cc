#include "runtime/container/unsupported.h"

#include <algorithm>

#include "spec/base/text.h"

namespace runtime::container {

namespace {

bool is_idmapped(const spec::runtime::Mount& mount) {
  return !mount.uid_mappings.empty() || std::any_of(mount.options.begin(), mount.options.end(), [](const auto& option) {
    return option == "idmap" || option == "ridmap";
  });
}

}  // namespace

Result<void> refuse_unsupported(const spec::runtime::Config& config) {
  if (!config.linux.net_devices.empty()) return fail("linux.netDevices: not supported by this runtime");
  if (config.linux.intel_rdt) return fail("linux.intelRdt: not supported by this runtime");
  for (std::size_t i = 0; i < config.mounts.size(); ++i) {
    if (is_idmapped(config.mounts[i])) return fail(concat("mounts[", i, "]: idmapped mounts are not supported yet"));
  }
  return {};
}

}  // namespace runtime::container
