#include "runtime/sys/affinity.h"
#include "runtime/init/child.h"

namespace runtime::init {

// In its cgroup by now: the kernel keeps the process to its cpuset whatever is asked for.
Result<void> set_cpu_affinity(Child& child) {
  const auto& wanted = child.process().exec_cpu_affinity;
  if (child.container != nullptr || !wanted) {
    // Those that the runtime's caller was kept to are not the container's. A kernel that refuses changes nothing.
    (void)sys::reset_affinity();
    return {};
  }
  if (wanted->final.empty()) return {};  // what `initial` set stays
  TRY_STEP("execCPUAffinity.final", sys::set_affinity(wanted->final));
  return {};
}

}  // namespace runtime::init
