#include "spec/bundle/capabilities.h"

#include <sys/capability.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace spec::bundle {

namespace {

constexpr std::array<std::string_view, 14> kDefault = {
    "CHOWN",   "DAC_OVERRIDE",     "FOWNER",  "FSETID",     "KILL",  "SETGID",      "SETUID",
    "SETPCAP", "NET_BIND_SERVICE", "NET_RAW", "SYS_CHROOT", "MKNOD", "AUDIT_WRITE", "SETFCAP"};

std::string to_upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

// All that are known, by their numbers, in upper case and without CAP_.
std::vector<std::string> known_names() {
  std::vector<std::string> names;
  for (cap_value_t number = 0; number <= CAP_LAST_CAP; ++number) {
    char* name = ::cap_to_name(number);
    names.push_back(to_upper(name).substr(4));
    ::cap_free(name);
  }
  return names;
}

// Whether this machine, and who is served here, can have it at all.
bool is_to_be_had(const std::string& name) {
  cap_value_t number = 0;
  return ::cap_from_name(("cap_" + name).c_str(), &number) == 0 && ::cap_get_bound(number) == 1;
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The names without CAP_, in upper case, checked.
Result<std::vector<std::string>> normalise(const std::vector<std::string>& names,
                                           const std::vector<std::string>& known) {
  std::vector<std::string> out;
  for (const std::string& given : names) {
    std::string name = to_upper(given);
    if (name.starts_with("CAP_")) name.erase(0, 4);
    if (!contains(known, name) && name != "ALL") return fail("invalid capability: \"CAP_" + name + "\"");
    out.push_back(std::move(name));
  }
  return out;
}

}  // namespace

Result<std::vector<std::string>> capabilities(const std::vector<std::string>& added,
                                              const std::vector<std::string>& dropped) {
  const std::vector<std::string> known = known_names();
  const std::vector<std::string> add = TRY(normalise(added, known));
  const std::vector<std::string> drop = TRY(normalise(dropped, known));
  const bool add_all = contains(add, "ALL");
  const bool drop_all = contains(drop, "ALL");
  std::vector<std::string> out;
  for (const std::string& name : known) {
    const bool by_default = !drop_all && std::find(kDefault.begin(), kDefault.end(), name) != kDefault.end();
    const bool dropped_one = contains(drop, name);
    if (add_all ? !dropped_one && is_to_be_had(name) : contains(add, name) || (by_default && !dropped_one))
      out.push_back("CAP_" + name);
  }
  return out;
}

}  // namespace spec::bundle
