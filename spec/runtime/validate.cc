#include "spec/runtime/validate.h"

#include <algorithm>

#include "spec/base/text.h"

namespace spec::runtime {

namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Semantic Versioning 2.0; by its rules a minor version adds only.
Result<void> validate_version(const std::string& version) {
  const std::string_view core = std::string_view(version).substr(0, version.find_first_of("-+"));
  const std::vector<std::string> parts = split(core, '.');
  if (parts.size() != 3 || !std::all_of(parts.begin(), parts.end(), is_digits)) {
    return fail(concat("ociVersion: \"", version, "\" is no version"));
  }
  if (parts[0] != "1") {
    return fail(concat("ociVersion: \"", version, "\" is not supported"))
        .with_hint(concat("supported: 1.0.0 to ", kVersion));
  }
  return {};
}

Result<void> validate_mounts(const std::vector<Mount>& mounts) {
  for (std::size_t i = 0; i < mounts.size(); ++i) {
    const Mount& mount = mounts[i];
    const std::string place = concat("mounts[", i, "]");
    // A relative one is deprecated, not an error.
    if (mount.destination.empty()) return fail(place + ".destination: must not be empty");
    if (mount.uid_mappings.empty() != mount.gid_mappings.empty()) {
      return fail(place + ": uidMappings and gidMappings must both be given");
    }
  }
  return {};
}

Result<void> validate_hooks(const Hooks& hooks) {
  const std::pair<const char*, const std::vector<Hook>*> kinds[] = {
      {"prestart", &hooks.prestart},
      {"createRuntime", &hooks.create_runtime},
      {"createContainer", &hooks.create_container},
      {"startContainer", &hooks.start_container},
      {"poststart", &hooks.poststart},
      {"poststop", &hooks.poststop},
  };
  for (const auto& [name, list] : kinds) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      const Hook& hook = (*list)[i];
      const std::string place = concat("hooks.", name, "[", i, "]");
      if (!hook.path.starts_with('/')) return fail(concat(place, ".path: \"", hook.path, "\" must be absolute"));
      if (hook.timeout && *hook.timeout <= 0) return fail(place + ".timeout: must be greater than zero");
    }
  }
  return {};
}

}  // namespace

Result<void> validate(const Config& config) {
  TRY(validate_version(config.oci_version));
  if (!config.process) return fail("process: must be specified");
  TRY(validate(*config.process));
  if (!config.root) return fail("root: must be specified");
  if (config.root->path.empty()) return fail("root.path: must not be empty");
  TRY(validate_mounts(config.mounts));
  TRY(validate_hooks(config.hooks));
  if (config.annotations.contains("")) return fail("annotations: a key must not be empty");
  return validate_linux(config);
}

Result<void> validate_id(std::string_view id) {
  const auto is_letter = [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '+' ||
           c == '-' || c == '.';
  };
  constexpr std::size_t kMaxLength = 1024;
  if (id.empty()) return fail("the container's id is empty");
  if (id.size() > kMaxLength || id[0] == '.' || !std::all_of(id.begin(), id.end(), is_letter)) {
    return fail(concat("invalid character in container ID \"", id.substr(0, 64), "\""))
        .with_hint("letters, digits, _, +, - and, but for the first, dots");
  }
  return {};
}

}  // namespace spec::runtime
