#include "runtime/mount/idmap_option.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "spec/base/text.h"

namespace runtime::mount {

namespace {

using spec::runtime::IdMapping;
using Mappings = std::vector<IdMapping>;

Result<std::uint32_t> host_id(const Mappings& container, std::uint32_t id) {
  for (const IdMapping& mapping : container) {
    if (id >= mapping.container_id && id - mapping.container_id < mapping.size) {
      return mapping.host_id + (id - mapping.container_id);
    }
  }
  return fail(concat("id ", id, " is not mapped in the container's user namespace"));
}

Result<IdMapping> parse_range(std::string_view text, const Mappings& container) {
  const bool relative = text.starts_with('@');
  if (relative) text.remove_prefix(1);
  const std::vector<std::string> numbers = split(text, '-');
  const auto malformed = [&] { return fail(concat("\"", text, "\" is no range of ids (ID-ID-COUNT)")); };
  if (numbers.size() != 3) return malformed();
  std::uint32_t values[3];
  for (std::size_t i = 0; i < 3; ++i) {
    const auto value = parse_number<std::uint32_t>(numbers[i]);
    if (!value) return malformed();
    values[i] = *value;
  }
  if (relative) values[1] = TRY(host_id(container, values[1]));
  return IdMapping{values[0], values[1], values[2]};
}

Result<Mappings> parse_ranges(std::string_view text, const Mappings& container) {
  Mappings mappings;
  for (const std::string& range : split(text, '#')) {
    const IdMapping mapping = TRY(parse_range(range, container));
    mappings.push_back(mapping);
  }
  return mappings;
}

Result<void> take_mappings(std::string_view text, const spec::runtime::Linux& linux, spec::runtime::Mount& mount) {
  for (const std::string& part : split(text, ';')) {
    if (part.starts_with("uids=")) {
      mount.uid_mappings = TRY(parse_ranges(part.substr(5), linux.uid_mappings));
    } else if (part.starts_with("gids=")) {
      mount.gid_mappings = TRY(parse_ranges(part.substr(5), linux.gid_mappings));
    } else {
      return fail("\"" + part + "\" is neither uids= nor gids=");
    }
  }
  if (mount.uid_mappings.empty() || mount.gid_mappings.empty()) return fail("uids= and gids= must both be given");
  return {};
}

Result<void> expand(const spec::runtime::Linux& linux, spec::runtime::Mount& mount) {
  const auto has = [&](const char* name) {
    return std::find(mount.options.begin(), mount.options.end(), name) != mount.options.end();
  };
  for (std::string& option : mount.options) {
    const std::size_t equals = option.find('=');
    const std::string name = option.substr(0, equals);
    if (equals == option.npos || (name != "idmap" && name != "ridmap")) continue;
    if (!mount.uid_mappings.empty()) return fail(name + "= and uidMappings exclude one another");
    if (!has("bind") && !has("rbind")) return fail("id mappings are for bind mounts");
    TRY_STEP(option, take_mappings(std::string_view(option).substr(equals + 1), linux, mount));
    option = name;
  }
  return {};
}

}  // namespace

Result<void> expand_idmap_options(spec::runtime::Config& config) {
  for (std::size_t i = 0; i < config.mounts.size(); ++i) {
    TRY_STEP(concat("mounts[", i, "].options"), expand(config.linux, config.mounts[i]));
  }
  return {};
}

}  // namespace runtime::mount
