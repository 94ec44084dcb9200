#include "imagetool/registry/registries_conf.h"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <toml++/toml.h>
#pragma GCC diagnostic pop

#include <cstdlib>

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

Location read_location(const toml::table& table) {
  return {table["location"].value_or(std::string()), table["insecure"].value_or(false)};
}

Result<RegistryRule> read_rule(const toml::table& table, const std::string& path) {
  RegistryRule rule;
  rule.origin = read_location(table);
  rule.prefix = table["prefix"].value_or(rule.origin.location);
  rule.blocked = table["blocked"].value_or(false);
  if (rule.prefix.empty()) return fail(path + ": [[registry]] has neither prefix nor location");
  if (rule.origin.location.empty() && !rule.prefix.starts_with("*.")) rule.origin.location = rule.prefix;
  if (const toml::array* mirrors = table["mirror"].as_array()) {
    for (const toml::node& node : *mirrors) {
      const toml::table* mirror = node.as_table();
      if (mirror == nullptr) return fail(path + ": registry.mirror: expected tables");
      rule.mirrors.push_back(read_location(*mirror));
      if (rule.mirrors.back().location.empty()) {
        return fail(concat(path, ": a [[registry.mirror]] of ", rule.prefix, " has no location"));
      }
    }
  }
  return rule;
}

std::string path_of_file() {
  if (const char* file = std::getenv("CONTAINERS_REGISTRIES_CONF"); file != nullptr && *file != '\0') return file;
  const char* config = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  std::string own;
  if (config != nullptr && *config != '\0') own = config;
  if (own.empty() && home != nullptr && *home != '\0') own = concat(home, "/.config");
  own += "/containers/registries.conf";
  return ::access(own.c_str(), F_OK) == 0 ? own : "/etc/containers/registries.conf";
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

Result<RegistriesConf> parse_registries_conf(std::string_view text, const std::string& path) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    return fail(concat(path, ": line ", error.source().begin.line, ": ", error.description()));
  }
  RegistriesConf conf;
  const toml::node_view<const toml::node> registries = parsed.table()["registry"];
  if (!registries) return conf;
  const toml::array* tables = registries.as_array();
  if (tables == nullptr) return fail(path + ": registry: expected [[registry]] tables");
  for (const toml::node& node : *tables) {
    if (!node.is_table()) return fail(path + ": registry: expected [[registry]] tables");
    conf.rules.push_back(TRY(read_rule(*node.as_table(), path)));
  }
  return conf;
}

Result<RegistriesConf> load_registries_conf() {
  const std::string path = path_of_file();
  if (path == "/dev/null") return RegistriesConf();  // how a user says "none"
  Result<std::string> text = read_file(path, kMaxFile);
  if (!text && text.error().number == ENOENT && std::getenv("CONTAINERS_REGISTRIES_CONF") == nullptr) {
    return RegistriesConf();
  }
  if (!text) return std::move(text).error();
  return parse_registries_conf(*text, path);
}

}  // namespace imagetool::registry
