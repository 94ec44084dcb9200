#include "runtime/mount/options.h"

#include <algorithm>
#include <string_view>

namespace runtime::mount {

namespace {

struct Attribute {
  std::string_view name;  // with "r" before it: recursive
  std::uint64_t set;
  std::uint64_t clear;
};
// The access times are one field of several values: all of it is cleared first.
constexpr Attribute kAttributes[] = {
    {"ro", MOUNT_ATTR_RDONLY, 0},
    {"rw", 0, MOUNT_ATTR_RDONLY},
    {"nosuid", MOUNT_ATTR_NOSUID, 0},
    {"suid", 0, MOUNT_ATTR_NOSUID},
    {"nodev", MOUNT_ATTR_NODEV, 0},
    {"dev", 0, MOUNT_ATTR_NODEV},
    {"noexec", MOUNT_ATTR_NOEXEC, 0},
    {"exec", 0, MOUNT_ATTR_NOEXEC},
    {"nosymfollow", MOUNT_ATTR_NOSYMFOLLOW, 0},
    {"symfollow", 0, MOUNT_ATTR_NOSYMFOLLOW},
    {"nodiratime", MOUNT_ATTR_NODIRATIME, 0},
    {"diratime", 0, MOUNT_ATTR_NODIRATIME},
    {"noatime", MOUNT_ATTR_NOATIME, MOUNT_ATTR__ATIME},
    {"atime", MOUNT_ATTR_RELATIME, MOUNT_ATTR__ATIME},
    {"relatime", MOUNT_ATTR_RELATIME, MOUNT_ATTR__ATIME},
    {"norelatime", MOUNT_ATTR_RELATIME, MOUNT_ATTR__ATIME},
    {"strictatime", MOUNT_ATTR_STRICTATIME, MOUNT_ATTR__ATIME},
    {"nostrictatime", MOUNT_ATTR_RELATIME, MOUNT_ATTR__ATIME},
};

struct Propagation {
  std::string_view name;
  unsigned long flags;
};
constexpr Propagation kPropagations[] = {
    {"shared", MS_SHARED},
    {"slave", MS_SLAVE},
    {"private", MS_PRIVATE},
    {"unbindable", MS_UNBINDABLE},
    {"rshared", MS_SHARED | MS_REC},
    {"rslave", MS_SLAVE | MS_REC},
    {"rprivate", MS_PRIVATE | MS_REC},
    {"runbindable", MS_UNBINDABLE | MS_REC},
};

struct Switch {
  std::string_view name;
  bool Options::*member;
  bool Options::*also;
};
constexpr Switch kSwitches[] = {
    {"bind", &Options::bind, nullptr},
    {"rbind", &Options::bind, &Options::recursive_bind},
    {"idmap", &Options::idmap, nullptr},
    {"ridmap", &Options::idmap, &Options::recursive_idmap},
    {"tmpcopyup", &Options::copy_up, nullptr},
    {"src-nofollow", &Options::nofollow_source, nullptr},
    {"dest-nofollow", &Options::nofollow_target, nullptr},
    {"copy-symlink", &Options::copy_link, nullptr},
    {"remount", &Options::remount, nullptr},
};

// Flags of the superblock, which fsconfig takes by the same name.
constexpr std::string_view kSuperblock[] = {"sync", "async", "dirsync", "mand", "nomand", "lazytime", "nolazytime"};
// The defaults, and what only mount(2) knew.
constexpr std::string_view kNothing[] = {"defaults", "acl", "noacl", "iversion", "noiversion", "silent", "loud"};

template <class Table>
auto find(const Table& table, std::string_view name) {
  return std::find_if(std::begin(table), std::end(table), [&](const auto& entry) { return entry.name == name; });
}

void apply(sys::Attributes& to, const Attribute& attribute) {
  const std::uint64_t touched = attribute.set | attribute.clear;
  to.set = (to.set & ~touched) | attribute.set;
  to.clear = (to.clear & ~attribute.set) | attribute.clear;
}

bool names_times(std::string_view name) {
  return name == "noatime" || name == "relatime" || name == "strictatime" || name == "nodiratime";
}

// As with mount(8) and runc, to take one access time away says nothing, unless it is recursive.
bool is_idle(std::string_view name) {
  return name == "atime" || name == "norelatime" || name == "nostrictatime" || name == "diratime";
}

bool apply_attribute(Options& out, std::string_view name) {
  if (const auto* entry = find(kAttributes, name); entry != std::end(kAttributes)) {
    out.names_own = true;
    out.names_times = out.names_times || names_times(name);
    if (!is_idle(name)) apply(out.own, *entry);
    return true;
  }
  if (name.size() < 2 || name.front() != 'r') return false;
  const auto* entry = find(kAttributes, name.substr(1));
  if (entry == std::end(kAttributes)) return false;
  apply(out.recursive, *entry);
  return true;
}

}  // namespace

unsigned long propagation_flags(const std::string& name) {
  const auto* entry = find(kPropagations, name);
  return entry == std::end(kPropagations) ? 0 : entry->flags;
}

Options parse_options(const std::vector<std::string>& options) {
  Options out;
  for (const std::string& option : options) {
    if (apply_attribute(out, option)) continue;
    if (const unsigned long flags = propagation_flags(option); flags != 0) {
      out.propagation.push_back(flags);
    } else if (const auto* entry = find(kSwitches, option); entry != std::end(kSwitches)) {
      out.*entry->member = true;
      if (entry->also != nullptr) out.*entry->also = true;
    } else if (std::find(std::begin(kNothing), std::end(kNothing), option) == std::end(kNothing)) {
      out.filesystem.push_back(option);
    }
  }
  return out;
}

std::vector<std::string> known_options() {
  std::vector<std::string> names;
  for (const Attribute& entry : kAttributes) {
    names.emplace_back(entry.name);
    names.push_back("r" + std::string(entry.name));
  }
  for (const Propagation& entry : kPropagations) names.emplace_back(entry.name);
  for (const Switch& entry : kSwitches) names.emplace_back(entry.name);
  for (const std::string_view name : kSuperblock) names.emplace_back(name);
  for (const std::string_view name : kNothing) names.emplace_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace runtime::mount
