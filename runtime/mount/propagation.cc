#include "runtime/mount/propagation.h"

namespace runtime::mount {

unsigned long host_propagation(const std::string& rootfs_propagation, bool user_namespace) {
  const unsigned long wanted = propagation_flags(rootfs_propagation);
  if (wanted == (MS_PRIVATE | MS_REC)) return MS_PRIVATE;
  return (wanted & MS_SHARED) != 0 && !user_namespace ? 0 : MS_SLAVE;
}

Result<void> set_propagations(FdRef mounted, const Options& options) {
  for (const unsigned long flags : options.propagation) {
    const sys::Depth depth = (flags & MS_REC) != 0 ? sys::Depth::kRecursive : sys::Depth::kOne;
    TRY(sys::set_attributes(mounted, {.propagation = flags & ~static_cast<unsigned long>(MS_REC)}, depth));
  }
  return {};
}

}  // namespace runtime::mount
