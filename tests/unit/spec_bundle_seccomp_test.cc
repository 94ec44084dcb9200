#include "spec/bundle/seccomp.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <set>

#include "spec/bundle/capabilities.h"

namespace spec::bundle {
namespace {

using runtime::Seccomp;
using runtime::SeccompAction;
using runtime::SeccompOperator;
using runtime::SeccompRule;

std::vector<std::string> caps(const std::vector<std::string>& added = {},
                              const std::vector<std::string>& dropped = {}) {
  Result<std::vector<std::string>> result = capabilities(added, dropped);
  EXPECT_TRUE(result) << result.error().text();
  return result ? *result : std::vector<std::string>{};
}

bool names(const SeccompRule& rule, const std::string& name) {
  return std::find(rule.names.begin(), rule.names.end(), name) != rule.names.end();
}

// What the filter makes of a call, as the kernel would: the rule that matches, else the default.
SeccompAction verdict(const Seccomp& filter, const std::string& call, std::vector<std::uint64_t> arguments = {}) {
  arguments.resize(6);
  for (const SeccompRule& rule : filter.syscalls) {
    if (!names(rule, call)) continue;
    const bool all = std::all_of(rule.args.begin(), rule.args.end(), [&](const runtime::SeccompArg& arg) {
      const std::uint64_t value = arguments[arg.index];
      switch (arg.op) {
        case SeccompOperator::kEq:
          return value == arg.value;
        case SeccompOperator::kLt:
          return value < arg.value;
        case SeccompOperator::kGt:
          return value > arg.value;
        case SeccompOperator::kMaskedEq:
          return (value & arg.value) == arg.value_two;
        default:
          ADD_FAILURE() << "an operator that the default filter does not use";
          return false;
      }
    });
    if (all) return rule.action;
  }
  return filter.default_action;
}

constexpr auto kAllow = SeccompAction::kAllow;
constexpr auto kErrno = SeccompAction::kErrno;

TEST(DefaultSeccomp, WhatIsNotAllowedFailsWithEperm) {
  const Seccomp filter = default_seccomp(caps(), "amd64");
  EXPECT_EQ(filter.default_action, kErrno);
  EXPECT_EQ(filter.default_errno_ret, EPERM);
  EXPECT_EQ(filter.architectures, (std::vector<std::string>{"SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"}));
  for (const char* call : {"read", "execve", "openat2", "ptrace", "process_vm_readv", "socketcall", "faccessat2"}) {
    EXPECT_EQ(verdict(filter, call), kAllow) << call;
  }
  for (const char* call : {"add_key",         "keyctl",         "request_key", "kexec_load",
                           "userfaultfd",     "io_uring_setup", "nfsservctl",  "mount",
                           "umount2",         "unshare",        "setns",       "bpf",
                           "perf_event_open", "reboot",         "init_module", "open_by_handle_at",
                           "settimeofday",    "iopl",           "acct",        "swapon",
                           "pivot_root",      "vhangup"}) {
    EXPECT_EQ(verdict(filter, call), kErrno) << call;
  }
}

TEST(DefaultSeccomp, EachCapabilityBringsItsCalls) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> expected = {
      {"CAP_DAC_READ_SEARCH", {"open_by_handle_at"}},
      {"CAP_SYS_ADMIN",
       {"mount", "umount2", "unshare", "setns", "bpf", "perf_event_open", "clone3", "syslog", "fsopen"}},
      {"CAP_SYS_BOOT", {"reboot"}},
      {"CAP_SYS_MODULE", {"init_module", "finit_module", "delete_module"}},
      {"CAP_SYS_PACCT", {"acct"}},
      {"CAP_SYS_PTRACE", {"kcmp", "pidfd_getfd", "process_madvise"}},
      {"CAP_SYS_RAWIO", {"iopl", "ioperm"}},
      {"CAP_SYS_TIME", {"settimeofday", "clock_settime", "stime"}},
      {"CAP_SYS_TTY_CONFIG", {"vhangup"}},
      {"CAP_SYS_NICE", {"mbind", "set_mempolicy", "get_mempolicy"}},
      {"CAP_SYSLOG", {"syslog"}},
      {"CAP_BPF", {"bpf"}},
      {"CAP_PERFMON", {"perf_event_open"}},
  };
  const Seccomp without = default_seccomp(caps(), "amd64");
  for (const auto& [capability, calls] : expected) {
    const Seccomp with = default_seccomp(caps({capability}), "amd64");
    for (const std::string& call : calls) {
      EXPECT_EQ(verdict(without, call), kErrno) << call;
      EXPECT_EQ(verdict(with, call), kAllow) << capability << " " << call;
    }
  }
  EXPECT_EQ(verdict(without, "chroot"), kAllow);
  EXPECT_EQ(verdict(default_seccomp(caps({}, {"SYS_CHROOT"}), "amd64"), "chroot"), kErrno);
}

TEST(DefaultSeccomp, CloneMakesNoNamespaceWithoutSysAdmin) {
  const Seccomp filter = default_seccomp(caps(), "amd64");
  constexpr std::uint64_t kThread = 0x3d0f00;  // what pthread_create asks for
  EXPECT_EQ(verdict(filter, "clone", {kThread}), kAllow);
  for (const std::uint64_t flag :
       {0x20000u, 0x2000000u, 0x4000000u, 0x8000000u, 0x10000000u, 0x20000000u, 0x40000000u}) {
    EXPECT_EQ(verdict(filter, "clone", {kThread | flag}), kErrno) << std::hex << flag;
  }
  const auto clone3 = std::find_if(filter.syscalls.begin(), filter.syscalls.end(),
                                   [](const SeccompRule& rule) { return names(rule, "clone3"); });
  ASSERT_NE(clone3, filter.syscalls.end());
  EXPECT_EQ(clone3->errno_ret, ENOSYS) << "the C library falls back to clone on ENOSYS only";
  EXPECT_EQ(verdict(default_seccomp(caps({"SYS_ADMIN"}), "amd64"), "clone", {0x20000}), kAllow);
}

TEST(DefaultSeccomp, CloneTakesItsFlagsSecondOnS390) {
  const Seccomp filter = default_seccomp(caps(), "s390x");
  EXPECT_EQ(verdict(filter, "clone", {0x20000, 0}), kAllow);
  EXPECT_EQ(verdict(filter, "clone", {0, 0x20000}), kErrno);
}

// AF_ALG is a way into much kernel code (CVE-2026-31431); 32-bit programs need socketcall for every socket.
TEST(DefaultSeccomp, SocketsOfAlgAndVsockAreDeniedAndSocketcallIsNot) {
  const Seccomp filter = default_seccomp(caps({"ALL"}), "amd64");
  for (const std::uint64_t family : {1u, 2u, 10u, 16u, 17u, 37u, 39u, 41u, 44u}) {
    EXPECT_EQ(verdict(filter, "socket", {family}), kAllow) << family;
  }
  EXPECT_EQ(verdict(filter, "socket", {38}), kErrno);
  EXPECT_EQ(verdict(filter, "socket", {40}), kErrno);
  EXPECT_EQ(verdict(filter, "socketcall"), kAllow);
}

TEST(DefaultSeccomp, OnlyHarmlessPersonalities) {
  const Seccomp filter = default_seccomp(caps(), "amd64");
  for (const std::uint64_t persona : {0x0u, 0x8u, 0x20000u, 0x20008u, 0xffffffffu}) {
    EXPECT_EQ(verdict(filter, "personality", {persona}), kAllow) << persona;
  }
  EXPECT_EQ(verdict(filter, "personality", {0x0040000}), kErrno) << "ADDR_NO_RANDOMIZE";
}

TEST(DefaultSeccomp, ArchitecturesHaveCallsOfTheirOwn) {
  EXPECT_EQ(verdict(default_seccomp(caps(), "amd64"), "arch_prctl"), kAllow);
  EXPECT_EQ(verdict(default_seccomp(caps(), "amd64"), "modify_ldt"), kAllow);
  EXPECT_EQ(verdict(default_seccomp(caps(), "arm64"), "arch_prctl"), kErrno);
  EXPECT_EQ(verdict(default_seccomp(caps(), "arm64"), "set_tls"), kAllow);
  EXPECT_EQ(verdict(default_seccomp(caps(), "riscv64"), "riscv_flush_icache"), kAllow);
  EXPECT_EQ(default_seccomp(caps(), "arm64").architectures,
            (std::vector<std::string>{"SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"}));
}

TEST(DefaultSeccomp, EachNameIsInTheUnconditionalRuleOnce) {
  const Seccomp filter = default_seccomp(caps({"ALL"}), "amd64");
  const std::vector<std::string>& all = filter.syscalls.front().names;
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size());
}

}  // namespace
}  // namespace spec::bundle
