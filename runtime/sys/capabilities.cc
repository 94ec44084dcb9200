#include "runtime/sys/capabilities.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cctype>

#include "spec/base/text.h"

namespace runtime::sys {

namespace {

// By number. (libcap would probe the kernel at every start of the program.)
constexpr std::array<std::string_view, CAP_LAST_CAP + 1> kNames = {"CHOWN",
                                                                   "DAC_OVERRIDE",
                                                                   "DAC_READ_SEARCH",
                                                                   "FOWNER",
                                                                   "FSETID",
                                                                   "KILL",
                                                                   "SETGID",
                                                                   "SETUID",
                                                                   "SETPCAP",
                                                                   "LINUX_IMMUTABLE",
                                                                   "NET_BIND_SERVICE",
                                                                   "NET_BROADCAST",
                                                                   "NET_ADMIN",
                                                                   "NET_RAW",
                                                                   "IPC_LOCK",
                                                                   "IPC_OWNER",
                                                                   "SYS_MODULE",
                                                                   "SYS_RAWIO",
                                                                   "SYS_CHROOT",
                                                                   "SYS_PTRACE",
                                                                   "SYS_PACCT",
                                                                   "SYS_ADMIN",
                                                                   "SYS_BOOT",
                                                                   "SYS_NICE",
                                                                   "SYS_RESOURCE",
                                                                   "SYS_TIME",
                                                                   "SYS_TTY_CONFIG",
                                                                   "MKNOD",
                                                                   "LEASE",
                                                                   "AUDIT_WRITE",
                                                                   "AUDIT_CONTROL",
                                                                   "SETFCAP",
                                                                   "MAC_OVERRIDE",
                                                                   "MAC_ADMIN",
                                                                   "SYSLOG",
                                                                   "WAKE_ALARM",
                                                                   "BLOCK_SUSPEND",
                                                                   "AUDIT_READ",
                                                                   "PERFMON",
                                                                   "BPF",
                                                                   "CHECKPOINT_RESTORE"};

constexpr std::uint64_t bit(int number) { return std::uint64_t{1} << number; }

struct Sets {
  __user_cap_data_struct low;
  __user_cap_data_struct high;
};

// Which of the wanted ones we do not have ourselves, for the error.
std::string missing(std::uint64_t wanted) {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  Sets have = {};
  if (::syscall(SYS_capget, &header, &have) < 0) return "";
  const std::uint64_t permitted = have.low.permitted | std::uint64_t{have.high.permitted} << 32;
  std::vector<std::string> names;
  for (int number = 0; number <= CAP_LAST_CAP; ++number) {
    if ((wanted & ~permitted & bit(number)) != 0) names.push_back(capability_name(number));
  }
  return join(names, ", ");
}

}  // namespace

std::optional<int> capability_number(std::string_view name) {
  std::string upper;
  for (const char c : name) upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  std::string_view bare = upper;
  if (bare.starts_with("CAP_")) bare.remove_prefix(4);
  for (std::size_t number = 0; number < kNames.size(); ++number) {
    if (kNames[number] == bare) return static_cast<int>(number);
  }
  return std::nullopt;
}

std::string capability_name(int number) { return "CAP_" + std::string(kNames.at(static_cast<std::size_t>(number))); }

std::uint64_t capability_bits(const std::vector<std::string>& names) {
  std::uint64_t bits = 0;
  for (const std::string& name : names) {
    if (const std::optional<int> number = capability_number(name)) bits |= bit(*number);
  }
  return bits;
}

Result<void> limit_bounding_set(std::uint64_t keep) {
  for (int number = 0; number < 64; ++number) {
    if ((keep & bit(number)) != 0 && number <= CAP_LAST_CAP) continue;
    if (::prctl(PR_CAPBSET_DROP, number, 0, 0, 0) == 0) continue;
    if (errno == EINVAL) return {};  // beyond the kernel's last one
    if (::prctl(PR_CAPBSET_READ, number, 0, 0, 0) == 0) continue;
    return fail_errno("drop capability " + std::to_string(number) + " from the bounding set");
  }
  return {};
}

Result<void> set_capabilities(const CapabilitySets& sets) {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  const auto low = [](std::uint64_t bits) { return static_cast<__u32>(bits); };
  const auto high = [](std::uint64_t bits) { return static_cast<__u32>(bits >> 32); };
  const Sets wanted = {{low(sets.effective), low(sets.permitted), low(sets.inheritable)},
                       {high(sets.effective), high(sets.permitted), high(sets.inheritable)}};
  if (::syscall(SYS_capset, &header, &wanted) < 0) {
    const int reason = errno;
    const std::string names = missing(sets.permitted | sets.effective);
    Error error = fail_errno("set the capabilities", reason);
    return names.empty() ? error : std::move(error).with_hint("the runtime itself does not have " + names);
  }
  if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0) return fail_errno("clear the ambient set");
  // The kernel's rule: an ambient one is permitted and inheritable, too. runc's
  // own default config.json names others, which it leaves out, as we do.
  const std::uint64_t ambient = sets.ambient & sets.permitted & sets.inheritable;
  for (int number = 0; number <= CAP_LAST_CAP; ++number) {
    if ((ambient & bit(number)) == 0) continue;
    if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number, 0, 0) < 0) {
      return fail_errno("ambient " + capability_name(number));
    }
  }
  return {};
}

}  // namespace runtime::sys
