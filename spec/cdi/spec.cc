#include "spec/cdi/spec.h"

#include <algorithm>

#include "spec/base/text.h"
#include "spec/json/table.h"
#include "spec/json/yaml.h"

namespace spec::cdi {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Letters and digits, with one of `between` only inside.
bool is_word(std::string_view text, std::string_view between, bool digit_first) {
  if (text.empty() || (!is_letter(text.front()) && !(digit_first && is_digit(text.front())))) return false;
  if (!is_letter(text.back()) && !is_digit(text.back())) return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_letter(c) || is_digit(c) || between.find(c) != std::string_view::npos; });
}

bool is_kind(std::string_view kind) {
  const std::size_t slash = kind.find('/');
  return slash != std::string_view::npos && is_word(kind.substr(0, slash), "_-.", false) &&
         is_word(kind.substr(slash + 1), "_-.", false);
}

bool is_device_name(std::string_view name) { return is_word(name, "_-.:", true); }

constexpr std::string_view kHookNames[] = {"prestart",       "createRuntime", "createContainer",
                                           "startContainer", "poststart",     "poststop"};

Result<void> check(const Edits& edits) {
  for (const std::string& entry : edits.env) {
    if (entry.find('=') == std::string::npos || entry.starts_with('='))
      return fail("env: \"" + entry + "\": expected NAME=VALUE");
  }
  for (const DeviceNode& node : edits.device_nodes) {
    if (node.path.empty()) return fail("deviceNodes: a path is missing");
    if (!node.type.empty() &&
        (node.type.size() != 1 || std::string_view("bcup").find(node.type[0]) == std::string_view::npos)) {
      return fail(node.path + ": \"" + node.type + "\" is no type of device");
    }
    if (node.permissions.find_first_not_of("rwm") != std::string::npos) {
      return fail(node.path + ": \"" + node.permissions + "\": permissions are of r, w and m");
    }
  }
  for (const Mount& mount : edits.mounts) {
    if (mount.host_path.empty() || mount.container_path.empty()) return fail("mounts: a path is missing");
  }
  for (const Hook& hook : edits.hooks) {
    if (std::find(std::begin(kHookNames), std::end(kHookNames), hook.name) == std::end(kHookNames)) {
      return fail("hooks: \"" + hook.name + "\" is no hook's name");
    }
    if (hook.path.empty()) return fail("hooks: a path is missing");
  }
  return {};
}

}  // namespace

constexpr auto describe(const DeviceNode*) {
  return std::tuple{json::required("path", &DeviceNode::path),
                    json::optional("hostPath", &DeviceNode::host_path),
                    json::optional("type", &DeviceNode::type),
                    json::optional("major", &DeviceNode::major),
                    json::optional("minor", &DeviceNode::minor),
                    json::optional("fileMode", &DeviceNode::file_mode),
                    json::optional("permissions", &DeviceNode::permissions),
                    json::optional("uid", &DeviceNode::uid),
                    json::optional("gid", &DeviceNode::gid)};
}
constexpr auto describe(const Mount*) {
  return std::tuple{json::required("hostPath", &Mount::host_path),
                    json::required("containerPath", &Mount::container_path), json::optional("type", &Mount::type),
                    json::optional("options", &Mount::options)};
}
constexpr auto describe(const Hook*) {
  return std::tuple{json::required("hookName", &Hook::name), json::required("path", &Hook::path),
                    json::optional("args", &Hook::args), json::optional("env", &Hook::env),
                    json::optional("timeout", &Hook::timeout)};
}
constexpr auto describe(const IntelRdt*) {
  return std::tuple{json::optional("closID", &IntelRdt::clos_id),
                    json::optional("l3CacheSchema", &IntelRdt::l3_cache_schema),
                    json::optional("memBwSchema", &IntelRdt::mem_bw_schema),
                    json::optional("enableMonitoring", &IntelRdt::enable_monitoring)};
}
constexpr auto describe(const NetDevice*) {
  return std::tuple{json::required("hostInterfaceName", &NetDevice::host_name),
                    json::required("name", &NetDevice::name)};
}
constexpr auto describe(const Edits*) {
  return std::tuple{json::optional("env", &Edits::env),
                    json::optional("deviceNodes", &Edits::device_nodes),
                    json::optional("mounts", &Edits::mounts),
                    json::optional("hooks", &Edits::hooks),
                    json::optional("additionalGids", &Edits::additional_gids),
                    json::optional("intelRdt", &Edits::intel_rdt),
                    json::optional("netDevices", &Edits::net_devices)};
}
constexpr auto describe(const Device*) {
  return std::tuple{json::required("name", &Device::name), json::optional("annotations", &Device::annotations),
                    json::required("containerEdits", &Device::edits)};
}
constexpr auto describe(const Spec*) {
  return std::tuple{json::required("cdiVersion", &Spec::version), json::required("kind", &Spec::kind),
                    json::optional("annotations", &Spec::annotations), json::required("devices", &Spec::devices),
                    json::optional("containerEdits", &Spec::edits)};
}

Result<Spec> parse_spec(std::string_view text) {
  const bool is_json = trim(text).starts_with('{');
  const json::Value value = is_json ? TRY(json::parse(text)) : TRY(json::parse_yaml(text));
  Spec spec;
  TRY(json::decode(value, json::Place(), spec));
  if (!spec.version.starts_with("0.") && !spec.version.starts_with("1.")) {
    return fail("cdiVersion: \"" + spec.version + "\" is not known");
  }
  if (!is_kind(spec.kind)) return fail("kind: \"" + spec.kind + "\": expected VENDOR/CLASS");
  TRY(check(spec.edits));
  for (const Device& device : spec.devices) {
    if (!is_device_name(device.name)) return fail("\"" + device.name + "\" is no name of a device");
    TRY_STEP(device.name, check(device.edits));
  }
  return spec;
}

bool is_qualified(std::string_view name) {
  const std::size_t equals = name.find('=');
  return equals != std::string_view::npos && is_kind(name.substr(0, equals)) && is_device_name(name.substr(equals + 1));
}

}  // namespace spec::cdi
