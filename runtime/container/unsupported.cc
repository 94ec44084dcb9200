#include "runtime/container/unsupported.h"

namespace runtime::container {

Result<void> refuse_unsupported(const spec::runtime::Config& config) {
  if (!config.linux.net_devices.empty()) return fail("linux.netDevices: not supported by this runtime");
  if (config.linux.intel_rdt) return fail("linux.intelRdt: not supported by this runtime");
  return {};
}

}  // namespace runtime::container
