#include "imagetool/endpoint/plug.h"

#include <algorithm>

#include "imagetool/cni/chain.h"
#include "imagetool/endpoint/bound.h"
#include "imagetool/network/bridge.h"
#include "imagetool/network/firewall.h"
#include "spec/base/text.h"

namespace imagetool::endpoint {

namespace json = spec::json;

namespace {

std::string text_of(const json::Value& value, std::string_view name) {
  const json::Value* member = value.find(name);
  return member != nullptr && member->string() != nullptr ? *member->string() : "";
}

const json::Array& list_of(const json::Value& value, std::string_view name) {
  static const json::Array kNone;
  const json::Value* member = value.find(name);
  return member != nullptr && member->array() != nullptr ? *member->array() : kNone;
}

cni::Interface interface_of(const Record& record, const Endpoint& endpoint) {
  if (spec::network::is_alive(record.process)) {
    return {record.key, concat("/proc/", record.process.pid, "/ns/net"), endpoint.interface};
  }
  return {record.key, bound_namespace(record), endpoint.interface};
}

cni::Wanted wanted_of(const Record& record, const Endpoint& endpoint) {
  cni::Wanted out;
  for (const std::string& ip : {endpoint.ip, endpoint.ip6}) {
    if (!ip.empty()) out.ips.push_back(ip);
  }
  out.mac = endpoint.mac;
  if (!record.endpoints.empty() && record.endpoints[0].interface == endpoint.interface) out.ports = record.ports;
  return out;
}

// A plugin's result: the addresses, and the interface in the container.
void take_result(const json::Value& result, Endpoint& endpoint) {
  for (const json::Value& ip : list_of(result, "ips")) {
    const std::string address = text_of(ip, "address");
    const std::size_t slash = address.find('/');
    const bool v6 = address.find(':') != std::string::npos;
    (v6 ? endpoint.ip6 : endpoint.ip) = address.substr(0, slash);
    (v6 ? endpoint.prefix6 : endpoint.prefix) =
        slash == std::string::npos ? 0 : parse_number<unsigned>(address.substr(slash + 1)).value_or(0);
    (v6 ? endpoint.gateway6 : endpoint.gateway) = text_of(ip, "gateway");
  }
  for (const json::Value& interface : list_of(result, "interfaces")) {
    if (!text_of(interface, "sandbox").empty()) endpoint.mac = text_of(interface, "mac");
  }
}

}  // namespace

Endpoint plan(const Record& record, const network::Network& network, const spec::network::Attachment& wanted) {
  Endpoint out;
  out.network = network.name;
  out.network_id = network::id_of(network);
  out.config = network.config;
  out.aliases = wanted.aliases;
  out.ip = wanted.ip;
  out.ip6 = wanted.ip6;
  out.mac = wanted.mac;
  const auto taken = [&](const Endpoint& other) { return other.interface == out.interface; };
  for (unsigned number = 0;; ++number) {
    out.interface = concat("eth", number);
    if (std::none_of(record.endpoints.begin(), record.endpoints.end(), taken)) return out;
  }
}

Result<void> plug(const Record& record, Endpoint& endpoint) {
  const network::Network network{endpoint.network, "", endpoint.config};
  if (network::is_ours(network)) {
    TRY(network::make_bridge(network::bridge_of(network)));
    TRY(network::add_rules(network));
  } else {
    TRY(bind_namespace(record));
  }
  endpoint.result = TRY(cni::add(endpoint.config, interface_of(record, endpoint), wanted_of(record, endpoint)));
  take_result(endpoint.result, endpoint);
  return {};
}

Result<void> unplug(const Record& record, const Endpoint& endpoint) {
  if (endpoint.config.is_null()) return {};  // pasta's
  return cni::del(endpoint.config, interface_of(record, endpoint), wanted_of(record, endpoint), endpoint.result);
}

}  // namespace imagetool::endpoint
