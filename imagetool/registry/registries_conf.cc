#include "imagetool/registry/registries_conf.h"

#include <unistd.h>

#include <cstdlib>

#include "imagetool/registry/docker_daemon.h"
#include "imagetool/registry/toml.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace imagetool::registry {

namespace {

constexpr std::uint64_t kMaxFile = 1 << 20;

// Where a match of `prefix` ends in `name`; 0 where it is none.
std::size_t match(std::string_view prefix, std::string_view name) {
  if (prefix.starts_with("*.")) {
    const std::string_view host = name.substr(0, name.find('/'));
    return host.ends_with(prefix.substr(1)) ? host.size() : 0;
  }
  if (!name.starts_with(prefix)) return 0;
  return name.size() == prefix.size() || name[prefix.size()] == '/' ? prefix.size() : 0;
}

Result<Location> read_location(const toml::table& table, const std::string& path) {
  Location location{table["location"].value_or(std::string()), table["insecure"].value_or(false), Location::For::kAll};
  const std::string pulls = table["pull-from-mirror"].value_or(std::string());
  if (pulls == "digest-only") {
    location.pulls = Location::For::kDigests;
  } else if (pulls == "tag-only") {
    location.pulls = Location::For::kTags;
  } else if (!pulls.empty() && pulls != "all") {
    return fail(concat(path, ": pull-from-mirror: \"", pulls, "\" is none of all, digest-only and tag-only"));
  }
  return location;
}

Result<RegistryRule> read_rule(const toml::table& table, const std::string& path) {
  RegistryRule rule;
  rule.origin = TRY(read_location(table, path));
  rule.prefix = table["prefix"].value_or(rule.origin.location);
  rule.blocked = table["blocked"].value_or(false);
  if (rule.prefix.empty()) return fail(path + ": [[registry]] has neither prefix nor location");
  if (rule.origin.location.empty() && !rule.prefix.starts_with("*.")) rule.origin.location = rule.prefix;
  const bool digests_only = table["mirror-by-digest-only"].value_or(false);
  if (const toml::array* mirrors = table["mirror"].as_array()) {
    for (const toml::node& node : *mirrors) {
      const toml::table* mirror = node.as_table();
      if (mirror == nullptr) return fail(path + ": registry.mirror: expected tables");
      rule.mirrors.push_back(TRY(read_location(*mirror, path)));
      if (rule.mirrors.back().location.empty()) {
        return fail(concat(path, ": a [[registry.mirror]] of ", rule.prefix, " has no location"));
      }
      if (digests_only) rule.mirrors.back().pulls = Location::For::kDigests;
    }
  }
  return rule;
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string own_folder() {
  std::string config = variable("XDG_CONFIG_HOME");
  if (config.empty()) config = variable("HOME") + "/.config";
  return config + "/containers";
}

// The *.conf of a folder, in the order of their names.
Result<void> add_folder(const std::string& folder, RegistriesConf& conf) {
  const Result<std::vector<std::string>> names = list_dir(FdRef::cwd(), folder);
  if (!names && names.error().number == ENOENT) return {};
  if (!names) return names.error();
  for (const std::string& name : *names) {
    if (!name.ends_with(".conf")) continue;
    const std::string path = concat(folder, '/', name);
    const std::string text = TRY(read_file(path, kMaxFile));
    TRY(add_registries_conf(text, path, conf));
  }
  return {};
}

// One file; `optional`: it need not be there.
Result<void> add_file(const std::string& path, bool optional, RegistriesConf& conf) {
  if (path == "/dev/null") return {};  // how a user says "none"
  const Result<std::string> text = read_file(path, kMaxFile);
  if (!text && text.error().number == ENOENT && optional) return {};
  if (!text) return text.error();
  return add_registries_conf(*text, path, conf);
}

Result<void> add_search(const toml::table& table, const std::string& path, RegistriesConf& conf) {
  if (const toml::node* node = table.get("unqualified-search-registries")) {
    if (!node->is_array()) return fail(path + ": unqualified-search-registries: expected a list");
    conf.search.clear();
    for (const toml::node& item : *node->as_array()) conf.search.push_back(item.value_or(std::string()));
  }
  if (const toml::table* aliases = table["aliases"].as_table()) {
    for (const auto& [name, target] : *aliases) {
      // An empty one takes away what an earlier file says.
      const std::string key(name.str());
      const std::string value = target.value_or(std::string());
      if (value.empty()) conf.aliases.erase(key);
      if (!value.empty()) conf.aliases[key] = value;
    }
  }
  const std::string mode = table["short-name-mode"].value_or(std::string());
  if (mode == "disabled") conf.short_names = RegistriesConf::ShortNames::kDisabled;
  if (mode == "permissive") conf.short_names = RegistriesConf::ShortNames::kPermissive;
  if (mode == "enforcing") conf.short_names = RegistriesConf::ShortNames::kEnforcing;
  return {};
}

void add_rule(RegistryRule rule, RegistriesConf& conf) {
  std::erase_if(conf.rules, [&](const RegistryRule& old) { return old.prefix == rule.prefix; });
  conf.rules.push_back(std::move(rule));
}

}  // namespace

const RegistryRule* RegistriesConf::find(std::string_view name) const {
  const RegistryRule* best = nullptr;
  std::size_t longest = 0;
  for (const RegistryRule& rule : rules) {
    const std::size_t length = match(rule.prefix, name);
    if (length > longest) best = &rule, longest = length;
  }
  return best;
}

Result<void> add_registries_conf(std::string_view text, const std::string& path, RegistriesConf& conf) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    return fail(concat(path, ": line ", error.source().begin.line, ": ", error.description()));
  }
  TRY(add_search(parsed.table(), path, conf));
  const toml::node_view<const toml::node> registries = parsed.table()["registry"];
  if (!registries) return {};
  const toml::array* tables = registries.as_array();
  if (tables == nullptr) return fail(path + ": registry: expected [[registry]] tables");
  for (const toml::node& node : *tables) {
    if (!node.is_table()) return fail(path + ": registry: expected [[registry]] tables");
    RegistryRule rule = TRY(read_rule(*node.as_table(), path));
    add_rule(std::move(rule), conf);
  }
  return {};
}

Result<RegistriesConf> parse_registries_conf(std::string_view text, const std::string& path) {
  RegistriesConf conf;
  TRY(add_registries_conf(text, path, conf));
  return conf;
}

Result<RegistriesConf> load_registries_conf() {
  RegistriesConf conf;
  if (const std::string chosen = variable("CONTAINERS_REGISTRIES_CONF"); !chosen.empty()) {
    TRY(add_file(chosen, false, conf));
    if (const std::string folder = variable("CONTAINERS_REGISTRIES_CONF_DIR"); !folder.empty()) {
      TRY(add_folder(folder, conf));
    }
  } else {
    const std::string own = own_folder() + "/registries.conf";
    TRY(add_file(::access(own.c_str(), F_OK) == 0 ? own : "/etc/containers/registries.conf", true, conf));
    TRY(add_folder("/etc/containers/registries.conf.d", conf));
    TRY(add_folder(own_folder() + "/registries.conf.d", conf));
  }
  TRY(add_docker_daemon(docker_daemon_path(), conf));
  return conf;
}

}  // namespace imagetool::registry
