#include "spec/runtime/seccomp.h"

#include <array>

#include "spec/runtime/tables.h"

namespace spec::runtime {

using json::name;
using json::optional;
using json::required;

constexpr auto describe(const SeccompAction*) {
  using enum SeccompAction;
  return std::array{name(kKill, "SCMP_ACT_KILL"),
                    name(kKillProcess, "SCMP_ACT_KILL_PROCESS"),
                    name(kKillThread, "SCMP_ACT_KILL_THREAD"),
                    name(kTrap, "SCMP_ACT_TRAP"),
                    name(kErrno, "SCMP_ACT_ERRNO"),
                    name(kTrace, "SCMP_ACT_TRACE"),
                    name(kAllow, "SCMP_ACT_ALLOW"),
                    name(kLog, "SCMP_ACT_LOG"),
                    name(kNotify, "SCMP_ACT_NOTIFY")};
}

constexpr auto describe(const SeccompOperator*) {
  using enum SeccompOperator;
  return std::array{name(kNe, "SCMP_CMP_NE"),
                    name(kLt, "SCMP_CMP_LT"),
                    name(kLe, "SCMP_CMP_LE"),
                    name(kEq, "SCMP_CMP_EQ"),
                    name(kGe, "SCMP_CMP_GE"),
                    name(kGt, "SCMP_CMP_GT"),
                    name(kMaskedEq, "SCMP_CMP_MASKED_EQ")};
}

constexpr auto describe(const SeccompFlag*) {
  using enum SeccompFlag;
  return std::array{name(kTsync, "SECCOMP_FILTER_FLAG_TSYNC"), name(kLog, "SECCOMP_FILTER_FLAG_LOG"),
                    name(kSpecAllow, "SECCOMP_FILTER_FLAG_SPEC_ALLOW"),
                    name(kWaitKillableRecv, "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV")};
}

std::string_view flag_name(SeccompFlag flag) {
  for (const auto& known : describe(static_cast<const SeccompFlag*>(nullptr))) {
    if (known.value == flag) return known.name;
  }
  return "unknown";
}

constexpr auto describe(const SeccompArg*) {
  return std::tuple{required("index", &SeccompArg::index), required("value", &SeccompArg::value),
                    optional("valueTwo", &SeccompArg::value_two), required("op", &SeccompArg::op)};
}

constexpr auto describe(const SeccompRule*) {
  return std::tuple{required("names", &SeccompRule::names), required("action", &SeccompRule::action),
                    optional("errnoRet", &SeccompRule::errno_ret), optional("args", &SeccompRule::args)};
}

constexpr auto describe(const Seccomp*) {
  return std::tuple{required("defaultAction", &Seccomp::default_action),
                    optional("defaultErrnoRet", &Seccomp::default_errno_ret),
                    optional("architectures", &Seccomp::architectures),
                    optional("flags", &Seccomp::flags),
                    optional("listenerPath", &Seccomp::listener_path),
                    optional("listenerMetadata", &Seccomp::listener_metadata),
                    optional("syscalls", &Seccomp::syscalls)};
}

Result<void> decode(const json::Value& value, const json::Place& place, Seccomp& out) {
  return json::decode<Seccomp>(value, place, out);
}
Result<void> decode(const json::Value& value, const json::Place& place, SeccompAction& out) {
  return json::decode<SeccompAction>(value, place, out);
}
Result<void> decode(const json::Value& value, const json::Place& place, SeccompFlag& out) {
  return json::decode<SeccompFlag>(value, place, out);
}
Result<void> decode(const json::Value& value, const json::Place& place, SeccompArg& out) {
  return json::decode<SeccompArg>(value, place, out);
}
json::Value encode(const Seccomp& seccomp) { return json::encode<Seccomp>(seccomp); }
std::string write_seccomp(const Seccomp& seccomp) { return json::encode_text(seccomp); }

}  // namespace spec::runtime
