// What the container may do.

#include "imagetool/options/option.h"
#include "imagetool/options/security_opt.h"
#include "spec/base/text.h"
#include "spec/cli/numbers.h"

namespace imagetool::options {

namespace {

Result<void> take_cap_add(Request& request, const std::string& value) {
  request.bundle.add_capabilities.push_back(value);
  return {};
}

Result<void> take_cap_drop(Request& request, const std::string& value) {
  request.bundle.drop_capabilities.push_back(value);
  return {};
}

Result<void> take_privileged(Request& request, const std::string& value) {
  request.bundle.privileged = TRY(spec::cli::parse_bool(value));
  return {};
}

Result<void> take_security_opt(Request& request, const std::string& value) {
  return apply_security_opt(value, request.bundle);
}

// What belongs to a namespace; the rest is the machine's.
bool is_namespaced(std::string_view name) {
  constexpr std::string_view kIpc[] = {"kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem",
                                       "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced"};
  for (const std::string_view known : kIpc) {
    if (name == known) return true;
  }
  return name.starts_with("net.") || name.starts_with("fs.mqueue.");
}

Result<void> take_sysctl(Request& request, const std::string& value) {
  const std::size_t equals = value.find('=');
  if (equals == std::string::npos || !is_namespaced(std::string_view(value).substr(0, equals))) {
    return fail(concat("sysctl '", value, "' is not allowed"));
  }
  request.bundle.sysctl[value.substr(0, equals)] = value.substr(equals + 1);
  return {};
}

constexpr Option kOptions[] = {
    {"cap-add", 0, "CAPABILITY", "Add a capability, or ALL", take_cap_add},
    {"cap-drop", 0, "CAPABILITY", "Drop a capability, or ALL", take_cap_drop},
    {"privileged", 0, nullptr, "All capabilities and devices, no filter, nothing hidden", take_privileged},
    {"security-opt", 0, "OPTION",
     "seccomp=FILE|unconfined, apparmor=PROFILE, label=..., no-new-privileges, systempaths=unconfined, mask=PATH, "
     "unmask=PATH|ALL",
     take_security_opt},
    {"sysctl", 0, "NAME=VALUE", "Set a sysctl of the container's namespaces", take_sysctl},
};

}  // namespace

std::span<const Option> security_options() { return kOptions; }

}  // namespace imagetool::options
