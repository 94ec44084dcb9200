#include "runtime/supervision/network.h"

#include <algorithm>
#include <tuple>

#include "runtime/container/bundle.h"
#include "spec/base/text.h"
#include "spec/json/table.h"
#include "spec/network/record.h"
#include "spec/network/request.h"

namespace runtime::supervision {

namespace json = ::spec::json;
using spec::network::Endpoint;
using spec::network::Port;
using spec::network::Record;

namespace {

constexpr const char* kExposed = "org.opencontainers.image.exposedPorts";  // image-spec conversion.md

// A record that cannot be read is as none: it is not ours, and a list of containers tells what it can.
Record record_of(const std::string& bundle) {
  Result<std::optional<Record>> found = spec::network::find_record(bundle);
  return found && *found ? std::move(**found) : Record{};
}

std::vector<Port> exposed_by(const std::string& bundle) {
  std::vector<Port> out;
  const Result<container::Bundle> loaded = container::load_bundle(bundle, "");
  if (!loaded) return out;
  const auto found = loaded->config.annotations.find(kExposed);
  if (found == loaded->config.annotations.end()) return out;
  for (const std::string& text : split(found->second, ',')) {
    const Result<std::vector<Port>> ports = spec::network::parse_expose(text);
    if (ports) out.insert(out.end(), ports->begin(), ports->end());
  }
  return out;
}

// By the port of the container; of one that is exposed alone null.
json::Object ports_of(const std::vector<Port>& published, const std::vector<Port>& exposed, const char* any_ip) {
  json::Object out;
  const auto list_of = [&](const std::string& name) -> json::Value& {
    for (json::Member& member : out) {
      if (member.name == name) return member.value;
    }
    out.push_back({name, json::Value()});
    return out.back().value;
  };
  for (const Port& port : exposed) list_of(spec::network::container_text(port));
  for (const Port& port : published) {
    json::Value& list = list_of(spec::network::container_text(port));
    if (list.is_null()) list = json::Array();
    const std::string number = port.host_port == 0 ? "" : std::to_string(port.host_port);
    list.array()->push_back(
        json::Object{{"HostIp", port.host_ip.empty() ? any_ip : port.host_ip}, {"HostPort", number}});
  }
  return out;
}

json::Object address_of(const Endpoint& endpoint) {
  return {{"Gateway", endpoint.gateway},
          {"GlobalIPv6Address", endpoint.ip6},
          {"GlobalIPv6PrefixLen", json::encode(endpoint.prefix6)},
          {"IPAddress", endpoint.ip},
          {"IPPrefixLen", json::encode(endpoint.prefix)},
          {"IPv6Gateway", endpoint.gateway6},
          {"MacAddress", endpoint.mac}};
}

}  // namespace

std::string ports_text(const std::string& bundle) {
  return spec::network::ports_text(record_of(bundle).ports, exposed_by(bundle));
}

json::Value network_settings(const std::string& bundle) {
  const Record record = record_of(bundle);
  json::Object out = address_of(record.endpoints.empty() ? Endpoint{} : record.endpoints.front());
  json::Object networks;
  for (const Endpoint& endpoint : record.endpoints) {
    json::Object one = address_of(endpoint);
    one.push_back({"Aliases", json::encode(endpoint.aliases)});
    one.push_back({"NetworkID", endpoint.network_id});
    networks.push_back({endpoint.network, std::move(one)});
  }
  out.push_back({"Networks", std::move(networks)});
  const std::vector<Port> exposed = record.key.empty() ? std::vector<Port>() : exposed_by(bundle);
  out.push_back({"Ports", ports_of(record.ports, exposed, "0.0.0.0")});
  return out;
}

void add_network_wishes(const spec::runtime::Config& config, json::Object& host_config) {
  const Result<std::optional<spec::network::Request>> found = spec::network::find_request(config.annotations);
  const spec::network::Request request = found && *found ? **found : spec::network::Request{};
  const auto& namespaces = config.linux.namespaces;
  const auto own = std::find_if(namespaces.begin(), namespaces.end(),
                                [](const auto& one) { return one.type == spec::runtime::NamespaceType::kNetwork; });
  const auto joined = config.annotations.find(spec::network::kJoined);
  const std::string mode = !request.networks.empty()            ? request.networks[0].network
                           : joined != config.annotations.end() ? "container:" + joined->second
                           : own == namespaces.end()            ? "host"
                           : own->path.empty()                  ? "none"
                                                                : "ns:" + own->path;
  host_config.push_back({"NetworkMode", mode});
  host_config.push_back({"PortBindings", ports_of(request.ports, {}, "")});
}

Result<std::string> port_lines(const std::string& bundle, const std::string& name,
                               const std::optional<std::string>& wanted) {
  std::vector<Port> ports = record_of(bundle).ports;
  std::sort(ports.begin(), ports.end(), [](const Port& a, const Port& b) {
    return std::tie(a.container_port, a.protocol, a.host_ip, a.host_port) <
           std::tie(b.container_port, b.protocol, b.host_ip, b.host_port);
  });
  std::string out;
  const std::string one = !wanted || wanted->find('/') != std::string::npos ? wanted.value_or("") : *wanted + "/tcp";
  for (const Port& port : ports) {
    const std::string text = spec::network::container_text(port);
    if (!wanted) out += concat(text, " -> ", spec::network::host_text(port), "\n");
    if (wanted && text == one) out += spec::network::host_text(port) + "\n";
  }
  if (wanted && out.empty()) return fail(concat("No public port '", one, "' published for ", name));
  return out;
}

}  // namespace runtime::supervision
