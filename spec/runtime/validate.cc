#include "spec/runtime/validate.h"

#include <algorithm>

#include "spec/base/text.h"
#include "spec/runtime/id_map.h"

namespace spec::runtime {

namespace {

using json::Problems;

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Semantic Versioning 2.0; by its rules a minor version adds only.
void find_in_version(const std::string& version, Problems& problems) {
  const std::string_view core = std::string_view(version).substr(0, version.find_first_of("-+"));
  const std::vector<std::string> parts = split(core, '.');
  if (parts.size() != 3 || !std::all_of(parts.begin(), parts.end(), is_digits)) {
    problems.add("ociVersion", concat("\"", version, "\" is no version"));
  } else if (parts[0] != "1") {
    problems.add("ociVersion", concat("\"", version, "\" is not supported"), concat("supported: 1.0.0 to ", kVersion));
  }
}

bool has(const Mount& mount, std::string_view option) {
  return std::find(mount.options.begin(), mount.options.end(), option) != mount.options.end();
}

// An idmapped mount has mappings of its own, or the container's.
void find_in_id_mappings(const Mount& mount, bool user_namespace, const std::string& place, Problems& problems) {
  if (mount.uid_mappings.empty() != mount.gid_mappings.empty()) {
    problems.add(place, "uidMappings and gidMappings must both be given");
  }
  const bool option = has(mount, "idmap") || has(mount, "ridmap");
  if (option && mount.uid_mappings.empty() && mount.gid_mappings.empty() && !user_namespace) {
    problems.add(place, "idmap needs uidMappings and gidMappings, or a user namespace");
  }
  find_id_map_problems(mount.uid_mappings, place + ".uidMappings", problems);
  find_id_map_problems(mount.gid_mappings, place + ".gidMappings", problems);
  if ((option || !mount.uid_mappings.empty()) && !has(mount, "bind") && !has(mount, "rbind")) {
    problems.add(place, "id mappings are for bind mounts");
  }
}

void find_in_mounts(const Config& config, Problems& problems) {
  const std::vector<Mount>& mounts = config.mounts;
  const bool user_namespace = config.linux.find_namespace(NamespaceType::kUser) != nullptr;
  for (std::size_t i = 0; i < mounts.size(); ++i) {
    const Mount& mount = mounts[i];
    const std::string place = concat("mounts[", i, "]");
    // A relative one is deprecated, not an error.
    if (mount.destination.empty()) problems.add(place + ".destination", "must not be empty");
    find_in_id_mappings(mount, user_namespace, place, problems);
  }
}

void find_in_hooks(const Hooks& hooks, Problems& problems) {
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
      if (!hook.path.starts_with('/')) problems.add(place + ".path", concat("\"", hook.path, "\" must be absolute"));
      if (hook.timeout && *hook.timeout <= 0) problems.add(place + ".timeout", "must be greater than zero");
    }
  }
}

}  // namespace

void find_problems(const Config& config, Problems& problems) {
  find_in_version(config.oci_version, problems);
  if (config.process) find_problems(*config.process, problems);
  if (!config.root) problems.add("root", "must be specified");
  if (config.root && config.root->path.empty()) problems.add("root.path", "must not be empty");
  find_in_mounts(config, problems);
  find_in_hooks(config.hooks, problems);
  if (config.annotations.contains("")) problems.add("annotations", "a key must not be empty");
  find_linux_problems(config, problems);
}

Result<void> validate(const Config& config) {
  Problems problems;
  find_problems(config, problems);
  return problems.first();
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
