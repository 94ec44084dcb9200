#include "spec/bundle/capabilities.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "spec/base/text.h"

namespace spec::bundle {

namespace {

struct Known {
  std::string_view name;  // without CAP_
  bool by_default;
};

// Numbered as in linux/capability.h.
constexpr std::array kKnown = {
    Known{"CHOWN", true},
    Known{"DAC_OVERRIDE", true},
    Known{"DAC_READ_SEARCH", false},
    Known{"FOWNER", true},
    Known{"FSETID", true},
    Known{"KILL", true},
    Known{"SETGID", true},
    Known{"SETUID", true},
    Known{"SETPCAP", true},
    Known{"LINUX_IMMUTABLE", false},
    Known{"NET_BIND_SERVICE", true},
    Known{"NET_BROADCAST", false},
    Known{"NET_ADMIN", false},
    Known{"NET_RAW", true},
    Known{"IPC_LOCK", false},
    Known{"IPC_OWNER", false},
    Known{"SYS_MODULE", false},
    Known{"SYS_RAWIO", false},
    Known{"SYS_CHROOT", true},
    Known{"SYS_PTRACE", false},
    Known{"SYS_PACCT", false},
    Known{"SYS_ADMIN", false},
    Known{"SYS_BOOT", false},
    Known{"SYS_NICE", false},
    Known{"SYS_RESOURCE", false},
    Known{"SYS_TIME", false},
    Known{"SYS_TTY_CONFIG", false},
    Known{"MKNOD", true},
    Known{"LEASE", false},
    Known{"AUDIT_WRITE", true},
    Known{"AUDIT_CONTROL", false},
    Known{"SETFCAP", true},
    Known{"MAC_OVERRIDE", false},
    Known{"MAC_ADMIN", false},
    Known{"SYSLOG", false},
    Known{"WAKE_ALARM", false},
    Known{"BLOCK_SUSPEND", false},
    Known{"AUDIT_READ", false},
    Known{"PERFMON", false},
    Known{"BPF", false},
    Known{"CHECKPOINT_RESTORE", false},
};

// The names without CAP_, in upper case, checked.
Result<std::vector<std::string>> normalise(const std::vector<std::string>& names) {
  std::vector<std::string> out;
  for (std::string name : names) {
    for (char& c : name) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    if (name.starts_with("CAP_")) name.erase(0, 4);
    const bool known = std::any_of(kKnown.begin(), kKnown.end(), [&](const Known& k) { return k.name == name; });
    if (!known && name != "ALL") return fail("invalid capability: \"CAP_" + name + "\"");
    out.push_back(std::move(name));
  }
  return out;
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Result<std::vector<std::string>> capabilities(const std::vector<std::string>& added,
                                              const std::vector<std::string>& dropped) {
  const std::vector<std::string> add = TRY(normalise(added));
  const std::vector<std::string> drop = TRY(normalise(dropped));
  const bool add_all = contains(add, "ALL");
  const bool drop_all = contains(drop, "ALL");
  std::vector<std::string> out;
  for (const Known& known : kKnown) {
    const bool has = add_all
                         ? !contains(drop, known.name)
                         : contains(add, known.name) || (known.by_default && !drop_all && !contains(drop, known.name));
    if (has) out.push_back("CAP_" + std::string(known.name));
  }
  return out;
}

}  // namespace spec::bundle
