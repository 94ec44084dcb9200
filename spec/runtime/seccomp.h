// config.json's "linux.seccomp": the filter of system calls (runtime-spec 1.3,
// config-linux.md "Seccomp").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spec::runtime {

enum class SeccompAction { kKill, kKillProcess, kKillThread, kTrap, kErrno, kTrace, kAllow, kLog, kNotify };
enum class SeccompOperator { kNe, kLt, kLe, kEq, kGe, kGt, kMaskedEq };
// The values are seccomp(2)'s SECCOMP_FILTER_FLAG_*.
enum class SeccompFlag : std::uint32_t { kTsync = 1, kLog = 2, kSpecAllow = 4, kWaitKillableRecv = 32 };
std::string_view flag_name(SeccompFlag flag);

struct SeccompArg {
  std::uint32_t index = 0;  // 0 to 5
  std::uint64_t value = 0;
  std::uint64_t value_two = 0;  // with kMaskedEq: (argument & value) == value_two
  SeccompOperator op{};
  bool operator==(const SeccompArg&) const = default;
};

struct SeccompRule {
  std::vector<std::string> names;
  SeccompAction action{};
  std::optional<std::uint32_t> errno_ret;  // for kErrno and kTrace; absent: EPERM
  std::vector<SeccompArg> args;            // all must hold
  bool operator==(const SeccompRule&) const = default;
};

struct Seccomp {
  SeccompAction default_action{};
  std::optional<std::uint32_t> default_errno_ret;
  std::vector<std::string> architectures;         // "SCMP_ARCH_X86_64"; the native one is always meant
  std::optional<std::vector<SeccompFlag>> flags;  // absent: the runtime's own choice
  std::string listener_path;                      // for kNotify: the agent's unix socket
  std::string listener_metadata;
  std::vector<SeccompRule> syscalls;
  bool operator==(const Seccomp&) const = default;
};

// The filter as compact JSON: equal filters give equal text.
std::string write_seccomp(const Seccomp& seccomp);

}  // namespace spec::runtime
