#include "runtime/seccomp/enosys.h"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <seccomp.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

namespace runtime::seccomp {

namespace {

using spec::runtime::Seccomp;
using spec::runtime::SeccompAction;

// x32 calls come with x86_64's AUDIT_ARCH and this bit in the number.
constexpr std::uint32_t kX32Bit = 0x40000000;

bool lets_unknown_calls_pass(const Seccomp& config) {
  switch (config.default_action) {
    case SeccompAction::kAllow:
    case SeccompAction::kLog:
    case SeccompAction::kTrace:
      return true;
    case SeccompAction::kErrno:
      return config.default_errno_ret == static_cast<std::uint32_t>(ENOSYS);
    default:
      return false;
  }
}

// The highest number of a call that the filter names; -1: none.
int last_call(const Seccomp& config, std::uint32_t architecture) {
  int last = -1;
  for (const auto& rule : config.syscalls) {
    for (const std::string& name : rule.names) {
      const int number = ::seccomp_syscall_resolve_name_arch(architecture, name.c_str());
      if (number >= 0) last = std::max(last, number);
    }
  }
  return last;
}

sock_filter load(std::size_t offset) { return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)); }
sock_filter jump(int condition, std::uint32_t value, std::size_t yes, std::size_t no) {
  return BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | condition | BPF_K), value, static_cast<std::uint8_t>(yes),
                  static_cast<std::uint8_t>(no));
}
sock_filter jump_if_above(int last, std::size_t yes, std::size_t no) {
  return jump(BPF_JGT, static_cast<std::uint32_t>(last), yes, no);
}

// The comparisons: a jump to the next but one instruction's place "yes" is the
// return of ENOSYS that follows them, "no" the end that follows that.
std::vector<sock_filter> comparisons(std::uint32_t architecture, int last, int last_x32) {
  if (architecture != AUDIT_ARCH_X86_64) return {jump_if_above(last, 0, 1)};
  if (last_x32 < 0) return {jump(BPF_JSET, kX32Bit, 2, 0), jump_if_above(last, 0, 1)};
  return {jump(BPF_JSET, kX32Bit, 1, 0), jump_if_above(last, 1, 2), jump_if_above(last_x32, 0, 1)};
}

}  // namespace

std::vector<sock_filter> enosys_prologue(const Seccomp& config, const std::vector<std::uint32_t>& architectures) {
  if (lets_unknown_calls_pass(config)) return {};
  const bool has_x32 = std::find(architectures.begin(), architectures.end(), SCMP_ARCH_X32) != architectures.end();
  std::vector<std::vector<sock_filter>> blocks;
  std::size_t total = 0;
  for (const std::uint32_t architecture : architectures) {
    if (architecture == SCMP_ARCH_X32) continue;
    const int last = last_call(config, architecture);
    if (last < 0) continue;
    const std::vector<sock_filter> tests =
        comparisons(architecture, last, has_x32 ? last_call(config, SCMP_ARCH_X32) : -1);
    std::vector<sock_filter> block = {load(offsetof(seccomp_data, arch)),
                                      jump(BPF_JEQ, architecture, 0, tests.size() + 3),
                                      load(offsetof(seccomp_data, nr))};
    block.insert(block.end(), tests.begin(), tests.end());
    block.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS));
    block.push_back(BPF_STMT(BPF_JMP | BPF_JA, 0));
    total += block.size();
    blocks.push_back(std::move(block));
  }
  std::vector<sock_filter> prologue;
  for (std::vector<sock_filter>& block : blocks) {
    block.back().k = static_cast<std::uint32_t>(total - prologue.size() - block.size());  // to the end
    prologue.insert(prologue.end(), block.begin(), block.end());
  }
  return prologue;
}

}  // namespace runtime::seccomp
