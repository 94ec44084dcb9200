#include <linux/mempolicy.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <climits>

#include "runtime/init/child.h"
#include "spec/base/text.h"
#include "spec/runtime/number_list.h"

namespace runtime::init {

// set_mempolicy(2): inherited over execve.
Result<void> set_memory_policy(Child& child) {
  const auto& policy = child.plan.memory_policy;
  if (!policy) return {};
  int mode = static_cast<int>(policy->mode);
  for (const auto flag : policy->flags) mode |= static_cast<int>(flag);
  constexpr std::size_t kBits = sizeof(unsigned long) * CHAR_BIT;
  std::vector<unsigned long> mask;
  const auto nodes = spec::runtime::parse_number_list(policy->nodes);
  for (const std::uint32_t node : nodes ? *nodes : std::vector<std::uint32_t>()) {
    mask.resize(std::max(mask.size(), node / kBits + 1));
    mask[node / kBits] |= 1ul << (node % kBits);
  }
  // The kernel takes one bit less than it is told of.
  const unsigned long bits = mask.empty() ? 0 : mask.size() * kBits + 1;
  if (::syscall(SYS_set_mempolicy, mode, mask.empty() ? nullptr : mask.data(), bits) < 0) {
    Error error = fail_errno(concat("set_mempolicy for nodes \"", policy->nodes, "\""));
    if (error.number == ENOSYS) error.hint = "this kernel has no NUMA support";
    if (error.number == EINVAL) error.hint = "see /sys/devices/system/node/online; some modes take no nodes";
    return error;
  }
  return {};
}

}  // namespace runtime::init
