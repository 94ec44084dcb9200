#include "spec/runtime/config.h"

#include "spec/runtime/tables.h"

namespace spec::runtime {

using json::optional;
using json::required;

constexpr auto describe(const Root*) {
  return std::tuple{required("path", &Root::path), optional("readonly", &Root::readonly)};
}

constexpr auto describe(const Mount*) {
  return std::tuple{required("destination", &Mount::destination),
                    optional("type", &Mount::type),
                    optional("source", &Mount::source),
                    optional("options", &Mount::options),
                    optional("uidMappings", &Mount::uid_mappings),
                    optional("gidMappings", &Mount::gid_mappings)};
}

constexpr auto describe(const Hook*) {
  return std::tuple{required("path", &Hook::path), optional("args", &Hook::args), optional("env", &Hook::env),
                    optional("timeout", &Hook::timeout)};
}

constexpr auto describe(const Hooks*) {
  return std::tuple{optional("prestart", &Hooks::prestart),
                    optional("createRuntime", &Hooks::create_runtime),
                    optional("createContainer", &Hooks::create_container),
                    optional("startContainer", &Hooks::start_container),
                    optional("poststart", &Hooks::poststart),
                    optional("poststop", &Hooks::poststop)};
}

Result<void> decode(const json::Value& value, const json::Place& place, Hooks& out) {
  return json::decode<Hooks>(value, place, out);
}
json::Value encode(const Hooks& hooks) { return json::encode<Hooks>(hooks); }

constexpr auto describe(const Config*) {
  return std::tuple{required("ociVersion", &Config::oci_version),
                    optional("process", &Config::process),
                    optional("root", &Config::root),
                    optional("hostname", &Config::hostname),
                    optional("domainname", &Config::domainname),
                    optional("mounts", &Config::mounts),
                    optional("hooks", &Config::hooks),
                    optional("annotations", &Config::annotations),
                    optional("linux", &Config::linux)};
}

Result<Config> parse_config(std::string_view text) { return json::decode_text<Config>(text); }

Config parse_config(std::string_view text, json::Problems& problems) {
  return json::decode_text<Config>(text, problems);
}

Result<std::vector<Mount>> parse_mounts(std::string_view text) { return json::decode_text<std::vector<Mount>>(text); }

std::string write_config(const Config& config, json::Style style) { return json::encode_text(config, style); }

}  // namespace spec::runtime
