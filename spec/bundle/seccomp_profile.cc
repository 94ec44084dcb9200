#include "spec/bundle/seccomp_profile.h"

#include <algorithm>
#include <charconv>

#include "spec/base/text.h"
#include "spec/bundle/seccomp_table.h"
#include "spec/runtime/tables.h"

namespace spec::bundle {

using json::optional;
using json::required;

constexpr auto describe(const SeccompProfile::Condition*) {
  using T = SeccompProfile::Condition;
  return std::tuple{optional("arches", &T::arches), optional("caps", &T::caps), optional("minKernel", &T::min_kernel)};
}
constexpr auto describe(const SeccompProfile::Rule*) {
  using T = SeccompProfile::Rule;
  return std::tuple{optional("name", &T::name),        optional("names", &T::names),
                    required("action", &T::action),    optional("errnoRet", &T::errno_ret),
                    optional("args", &T::args),        optional("includes", &T::includes),
                    optional("excludes", &T::excludes)};
}
constexpr auto describe(const SeccompProfile::Machine*) {
  using T = SeccompProfile::Machine;
  return std::tuple{required("architecture", &T::architecture), optional("subArchitectures", &T::sub_architectures)};
}
constexpr auto describe(const SeccompProfile*) {
  using T = SeccompProfile;
  return std::tuple{required("defaultAction", &T::default_action),
                    optional("defaultErrnoRet", &T::default_errno_ret),
                    optional("architectures", &T::architectures),
                    optional("archMap", &T::arch_map),
                    optional("flags", &T::flags),
                    optional("listenerPath", &T::listener_path),
                    optional("listenerMetadata", &T::listener_metadata),
                    optional("syscalls", &T::syscalls)};
}

namespace {

struct Version {
  int major = 0;
  int minor = 0;
  auto operator<=>(const Version&) const = default;
};

// "6.1.0-13-amd64" is 6.1; what is no number is 0.
Version parse_version(std::string_view text) {
  Version version;
  const char* end = text.data() + text.size();
  const auto [dot, error] = std::from_chars(text.data(), end, version.major);
  if (error == std::errc{} && dot != end && *dot == '.') std::from_chars(dot + 1, end, version.minor);
  return version;
}

struct Host {
  const std::vector<std::string>& bounding;
  std::string_view architecture;
  std::string_view kernel;

  bool has(const std::string& capability) const {
    return std::find(bounding.begin(), bounding.end(), capability) != bounding.end();
  }
  bool is(const std::vector<std::string>& arches) const {
    return std::find(arches.begin(), arches.end(), architecture) != arches.end();
  }
  bool runs(const std::string& kernel_wanted) const { return parse_version(kernel) >= parse_version(kernel_wanted); }
};

bool applies(const SeccompProfile::Rule& rule, const Host& host) {
  const auto has = [&](const std::string& capability) { return host.has(capability); };
  const SeccompProfile::Condition& in = rule.includes;
  const SeccompProfile::Condition& out = rule.excludes;
  if (!in.arches.empty() && !host.is(in.arches)) return false;
  if (!std::all_of(in.caps.begin(), in.caps.end(), has)) return false;
  if (!in.min_kernel.empty() && !host.runs(in.min_kernel)) return false;
  return !host.is(out.arches) && std::none_of(out.caps.begin(), out.caps.end(), has) &&
         (out.min_kernel.empty() || !host.runs(out.min_kernel));
}

// The machine's own architecture is the first that the table has for it.
std::vector<std::string> architectures(const SeccompProfile& profile, std::string_view architecture) {
  if (!profile.architectures.empty()) return profile.architectures;
  for (const seccomp_table::Machine& machine : seccomp_table::kMachines) {
    if (machine.architecture != architecture) continue;
    const std::string own = split_words(machine.names).front();
    for (const SeccompProfile::Machine& wanted : profile.arch_map) {
      if (wanted.architecture != own) continue;
      std::vector<std::string> out = {own};
      out.insert(out.end(), wanted.sub_architectures.begin(), wanted.sub_architectures.end());
      return out;
    }
  }
  return {};
}

}  // namespace

Result<SeccompProfile> parse_seccomp_profile(std::string_view text) {
  SeccompProfile profile = TRY(json::decode_text<SeccompProfile>(text));
  if (!profile.architectures.empty() && !profile.arch_map.empty()) {
    return fail("both 'architectures' and 'archMap' are specified in the seccomp profile, use either one");
  }
  for (SeccompProfile::Rule& rule : profile.syscalls) {
    if (!rule.name.empty() && !rule.names.empty()) {
      return fail("both 'name' and 'names' are specified in the seccomp profile, use either one");
    }
    if (!rule.name.empty()) rule.names.push_back(rule.name);
    if (rule.names.empty()) return fail("a rule of the seccomp profile names no system call");
  }
  return profile;
}

runtime::Seccomp resolve(const SeccompProfile& profile, const std::vector<std::string>& bounding,
                         std::string_view architecture, std::string_view kernel) {
  const Host host{bounding, architecture, kernel};
  runtime::Seccomp filter;
  filter.default_action = profile.default_action;
  filter.default_errno_ret = profile.default_errno_ret;
  filter.architectures = architectures(profile, architecture);
  filter.flags = profile.flags;
  filter.listener_path = profile.listener_path;
  filter.listener_metadata = profile.listener_metadata;
  for (const SeccompProfile::Rule& rule : profile.syscalls) {
    if (!applies(rule, host)) continue;
    filter.syscalls.push_back(
        {rule.names, rule.action, rule.errno_ret, rule.args.value_or(std::vector<runtime::SeccompArg>())});
  }
  return filter;
}

}  // namespace spec::bundle
