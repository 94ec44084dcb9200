#include "runtime/container/unsupported.h"

namespace runtime::container {

Result<void> refuse_unsupported(const spec::runtime::Config& config) {
  if (config.linux.intel_rdt) return fail("linux.intelRdt: not supported by this runtime");
  if (!config.linux.mount_label.empty()) return fail("linux.mountLabel: not supported by this runtime");
  if (!config.process) return {};
  TRY_STEP("process", refuse_unsupported(*config.process));
  return {};
}

Result<void> refuse_unsupported(const spec::runtime::Process& process) {
  if (process.exec_cpu_affinity) return fail("execCPUAffinity: not supported by this runtime");
  return {};
}

}  // namespace runtime::container
