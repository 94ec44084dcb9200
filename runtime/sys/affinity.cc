#include "runtime/sys/affinity.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#include <vector>

#include "spec/base/text.h"
#include "spec/runtime/number_list.h"

namespace runtime::sys {

namespace {

constexpr std::size_t kMaxCpus = 8192;  // the kernel's own limit
constexpr std::size_t kBits = sizeof(unsigned long) * CHAR_BIT;

Result<void> set(const std::vector<unsigned long>& mask, const std::string& cpus) {
  if (::syscall(SYS_sched_setaffinity, 0, mask.size() * sizeof(unsigned long), mask.data()) == 0) return {};
  const Error error = fail_errno("CPUs " + cpus);
  return Error(error).with_hint(error.number == EINVAL ? "none of them is online and in the cgroup's cpuset" : "");
}

}  // namespace

Result<void> set_affinity(const std::string& cpus) {
  const auto numbers = spec::runtime::parse_number_list(cpus);
  if (!numbers) return fail(concat("\"", cpus, "\" is no list of CPUs"));
  std::vector<unsigned long> mask(kMaxCpus / kBits);
  for (const std::uint32_t cpu : *numbers) mask[cpu / kBits] |= 1ul << (cpu % kBits);
  return set(mask, cpus);
}

std::string affinity_mask() {
  std::vector<unsigned long> mask(kMaxCpus / kBits);
  (void)::syscall(SYS_sched_getaffinity, 0, mask.size() * sizeof(unsigned long), mask.data());
  std::string text;
  for (std::size_t digit = kMaxCpus / 4; digit-- > 0;) {
    const unsigned long value = mask[digit * 4 / kBits] >> (digit * 4 % kBits) & 0xf;
    if (value != 0 || !text.empty() || digit == 0) text += "0123456789abcdef"[value];
  }
  return "0x" + text;
}

Result<void> reset_affinity() { return set(std::vector<unsigned long>(kMaxCpus / kBits, ~0ul), "all"); }

}  // namespace runtime::sys
