#include "imagetool/cni/chain.h"

#include <unistd.h>

#include <cstdlib>

#include "imagetool/process/run.h"
#include "spec/base/text.h"
#include "spec/json/text.h"

namespace imagetool::cni {

namespace json = spec::json;

namespace {

constexpr const char* kDefaultPath = "/opt/cni/bin:/usr/lib/cni:/usr/libexec/cni";

std::string plugin_path() {
  const char* own = std::getenv("CNI_PATH");
  return own != nullptr && *own != '\0' ? own : kDefaultPath;
}

std::string text_of(const json::Value& value, std::string_view name) {
  const json::Value* member = value.find(name);
  return member != nullptr && member->string() != nullptr ? *member->string() : "";
}

Result<std::string> find_plugin(const std::string& type) {
  if (type.empty() || type.find('/') != std::string::npos) return fail(concat("\"", type, "\": not a plugin's name"));
  for (const std::string& folder : split(plugin_path(), ':')) {
    std::string path = concat(folder, '/', type);
    if (::access(path.c_str(), X_OK) == 0) return path;
  }
  return fail(concat("plugin ", type, ": not found in ", plugin_path()))
      .with_hint("Debian's package containernetworking-plugins has it");
}

json::Value port_mappings(const std::vector<spec::network::Port>& ports) {
  json::Array out;
  for (const spec::network::Port& port : ports) {
    json::Object mapping = {{"hostPort", json::Value::integer(std::int64_t{port.host_port})},
                            {"containerPort", json::Value::integer(std::int64_t{port.container_port})},
                            {"protocol", port.protocol}};
    if (!port.host_ip.empty()) mapping.push_back({"hostIP", port.host_ip});
    out.push_back(json::Value(std::move(mapping)));
  }
  return out;
}

bool can(const json::Value& plugin, std::string_view capability) {
  const json::Value* all = plugin.find("capabilities");
  const json::Value* one = all != nullptr ? all->find(capability) : nullptr;
  return one != nullptr && one->boolean() != nullptr && *one->boolean();
}

// As the specification says ("Deriving execution configuration from plugin configuration").
json::Value configuration(const json::Value& conflist, const json::Value& plugin, const Wanted& wanted,
                          const json::Value& previous) {
  json::Object out = {{"cniVersion", text_of(conflist, "cniVersion")}, {"name", text_of(conflist, "name")}};
  for (const json::Member& member : *plugin.object()) {
    if (member.name != "cniVersion" && member.name != "name") out.push_back(member);
  }
  json::Object runtime;
  if (can(plugin, "portMappings") && !wanted.ports.empty()) {
    runtime.push_back({"portMappings", port_mappings(wanted.ports)});
  }
  if (can(plugin, "ips") && !wanted.ips.empty()) {
    runtime.push_back({"ips", json::Array(wanted.ips.begin(), wanted.ips.end())});
  }
  if (can(plugin, "mac") && !wanted.mac.empty()) runtime.push_back({"mac", wanted.mac});
  if (!runtime.empty()) out.push_back({"runtimeConfig", std::move(runtime)});
  if (!previous.is_null()) out.push_back({"prevResult", previous});
  return out;
}

Result<json::Value> call(const char* command, const json::Value& config, const Interface& interface) {
  const std::string type = text_of(config, "type");
  process::Program program;
  program.args = {TRY(find_plugin(type))};
  program.env = {concat("CNI_COMMAND=", command), "CNI_CONTAINERID=" + interface.container,
                 "CNI_NETNS=" + interface.network_namespace, "CNI_IFNAME=" + interface.name,
                 "CNI_PATH=" + plugin_path()};
  program.input = json::write(config);
  const process::Outcome outcome = TRY_STEP(type, process::run(program));
  const std::string_view said = trim(outcome.output);
  Result<json::Value> answer = said.empty() ? Result<json::Value>(json::Value()) : json::parse(said);
  if (outcome.status == 0) return answer;
  const std::string reason = answer ? text_of(*answer, "msg") : std::string(said);
  return fail(reason.empty() ? concat("failed with status ", outcome.status) : reason).step(type);
}

Result<const json::Array*> plugins_of(const json::Value& conflist) {
  const json::Value* plugins = conflist.find("plugins");
  if (plugins == nullptr || plugins->array() == nullptr) return fail("plugins: expected a list");
  for (const json::Value& plugin : *plugins->array()) {
    if (plugin.object() == nullptr) return fail("plugins: expected objects");
  }
  return plugins->array();
}

}  // namespace

Result<json::Value> add(const json::Value& conflist, const Interface& interface, const Wanted& wanted) {
  const json::Array* plugins = TRY(plugins_of(conflist));
  json::Value previous;
  for (const json::Value& plugin : *plugins) {
    Result<json::Value> result = call("ADD", configuration(conflist, plugin, wanted, previous), interface);
    if (!result) {
      (void)del(conflist, interface, wanted, previous);  // the first error is the one that tells
      return result;
    }
    if (!result->is_null()) previous = std::move(*result);
  }
  return previous;
}

Result<void> del(const json::Value& conflist, const Interface& interface, const Wanted& wanted,
                 const json::Value& result) {
  const json::Array* plugins = TRY(plugins_of(conflist));
  Result<void> first;
  for (auto plugin = plugins->rbegin(); plugin != plugins->rend(); ++plugin) {
    Result<json::Value> done = call("DEL", configuration(conflist, *plugin, wanted, result), interface);
    if (!done && first) first = std::move(done).error();
  }
  return first;
}

}  // namespace imagetool::cni
