#include "imagetool/network/view.h"

#include <algorithm>

#include "imagetool/network/pools.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/format/rows.h"
#include "spec/json/table.h"

namespace imagetool::network {

namespace json = spec::json;
using spec::network::Endpoint;
using spec::network::Record;

namespace {

constexpr std::size_t kIdWidth = 12;
constexpr const char* kTable = "table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}";
const std::vector<spec::format::Column> kColumns = {
    {"CreatedAt", "CREATED AT"}, {"Driver", "DRIVER"}, {"ID", "NETWORK ID"}, {"IPv6", "IPV6"},
    {"Internal", "INTERNAL"},    {"Labels", "LABELS"}, {"Name", "NAME"},     {"Scope", "SCOPE"}};

const json::Value* own(const Network& network, std::string_view member) {
  const json::Value* ours = network.config.find("imagetool");
  return ours != nullptr ? ours->find(member) : nullptr;
}

std::string text_of(const json::Value* value) {
  return value != nullptr && value->string() != nullptr ? *value->string() : "";
}

std::string driver_of(const Network& network) {
  if (network.name == "host") return "host";
  const json::Value* plugins = network.config.find("plugins");
  if (plugins == nullptr || plugins->array() == nullptr || plugins->array()->empty()) return "null";
  return text_of(plugins->array()->front().find("type"));
}

json::Object labels_of(const Network& network) {
  const json::Value* labels = own(network, "labels");
  return labels != nullptr && labels->object() != nullptr ? *labels->object() : json::Object();
}

bool has_label(const Network& network, const std::string& wanted) {
  const std::size_t equals = wanted.find('=');
  for (const json::Member& label : labels_of(network)) {
    if (label.name != wanted.substr(0, equals)) continue;
    return equals == std::string::npos || text_of(&label.value) == wanted.substr(equals + 1);
  }
  return false;
}

bool has_v6(const Network& network) {
  const std::vector<Subnet> subnets = subnets_of(network);
  return std::any_of(subnets.begin(), subnets.end(), [](const Subnet& subnet) { return subnet.is_v6(); });
}

json::Object row(const Network& network, bool whole_id) {
  std::vector<std::string> labels;
  for (const json::Member& label : labels_of(network)) labels.push_back(concat(label.name, '=', text_of(&label.value)));
  const std::string id = id_of(network);
  return {{"CreatedAt", text_of(own(network, "created"))},
          {"Driver", driver_of(network)},
          {"ID", whole_id ? id : id.substr(0, kIdWidth)},
          {"IPv6", has_v6(network) ? "true" : "false"},
          {"Internal", is_internal(network) ? "true" : "false"},
          {"Labels", join(labels, ",")},
          {"Name", network.name},
          {"Scope", "local"}};
}

std::string with_prefix(const std::string& ip, unsigned prefix) { return ip.empty() ? "" : concat(ip, '/', prefix); }

}  // namespace

bool is_predefined(const std::string& name) { return name == kDefault || name == "host" || name == "none"; }

Result<std::vector<Network>> list_all(const Networks& networks) {
  TRY(networks.find(kDefault));
  std::vector<Network> all = TRY(networks.list());
  for (const char* name : {"host", "none"}) {
    all.push_back({name, "", json::Object{{"name", name}, {"plugins", json::Array{}}}});
  }
  std::sort(all.begin(), all.end(), [](const Network& a, const Network& b) { return a.name < b.name; });
  return all;
}

Result<void> Filter::add(const std::string& text, Verb verb) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) return fail("bad format of filter (expected name=value)");
  const bool negated = equals > 0 && text[equals - 1] == '!';
  Term term{text.substr(0, equals), text.substr(equals + 1)};
  if (negated && verb != Verb::kPrune) return fail(concat("invalid filter '", term.key, "'"));
  const std::vector<std::string> known =
      verb == Verb::kPrune ? std::vector<std::string>{"label", "label!", "until"}
                           : std::vector<std::string>{"name", "id", "driver", "scope", "label", "type", "dangling"};
  if (std::find(known.begin(), known.end(), term.key) == known.end()) {
    return fail(concat("invalid filter '", term.key, "'"));
  }
  if (term.key == "until" && !parse_time(term.value)) return fail(concat("invalid filter 'until=", term.value, "'"));
  terms_.push_back(std::move(term));
  return {};
}

bool Filter::matches(const Network& network, bool in_use) const {
  const auto meets = [&](const Term& term) {
    if (term.key == "name") return network.name.find(term.value) != std::string::npos;
    if (term.key == "id") return id_of(network).find(term.value) != std::string::npos;
    if (term.key == "driver") return driver_of(network) == term.value;
    if (term.key == "scope") return term.value == "local";
    if (term.key == "type") return is_predefined(network.name) == (term.value == "builtin");
    if (term.key == "dangling") return in_use != (term.value == "true" || term.value == "1");
    if (term.key == "label!") return !has_label(network, term.value);
    if (term.key == "label") return has_label(network, term.value);
    const auto created = parse_time(text_of(own(network, "created")));
    return created && created->tv_sec < parse_time(term.value)->tv_sec;
  };
  return std::all_of(terms_.begin(), terms_.end(), [&](const Term& term) {
    if (term.key.starts_with("label")) return meets(term);
    return std::any_of(terms_.begin(), terms_.end(),
                       [&](const Term& other) { return other.key == term.key && meets(other); });
  });
}

Result<std::string> list_text(const std::vector<Network>& networks, const ListStyle& style) {
  std::vector<json::Object> rows;
  std::string ids;
  for (const Network& network : networks) {
    rows.push_back(row(network, style.whole_ids));
    ids += text_of(json::Value(rows.back()).find("ID")) + "\n";
  }
  if (style.quiet) return ids;
  return spec::format::rows_text(style.format.empty() ? kTable : style.format, kColumns, rows);
}

json::Value inspect(const Network& network, const std::vector<Record>& running) {
  json::Array pools;
  for (const Pool& pool : pools_of(network)) {
    pools.push_back(json::Object{{"Subnet", pool.subnet}, {"Gateway", pool.gateway}});
  }
  json::Object containers;
  for (const Record& record : running) {
    for (const Endpoint& endpoint : record.endpoints) {
      if (endpoint.network_id != id_of(network)) continue;
      containers.push_back({record.id, json::Object{{"Name", record.name.empty() ? record.id : record.name},
                                                    {"MacAddress", endpoint.mac},
                                                    {"IPv4Address", with_prefix(endpoint.ip, endpoint.prefix)},
                                                    {"IPv6Address", with_prefix(endpoint.ip6, endpoint.prefix6)}}});
    }
  }
  const json::Value* options = own(network, "options");
  return json::Object{{"Name", network.name},
                      {"Id", id_of(network)},
                      {"Created", text_of(own(network, "created"))},
                      {"Scope", "local"},
                      {"Driver", driver_of(network)},
                      {"EnableIPv6", has_v6(network)},
                      {"IPAM", json::Object{{"Driver", "default"}, {"Config", std::move(pools)}}},
                      {"Internal", is_internal(network)},
                      {"Containers", std::move(containers)},
                      {"Options", options == nullptr ? json::Value(json::Object{}) : *options},
                      {"Labels", labels_of(network)},
                      {"File", network.path}};
}

std::string users_of(const Network& network, const std::vector<Record>& running) {
  std::vector<std::string> users;
  for (const Record& record : running) {
    for (const Endpoint& endpoint : record.endpoints) {
      if (endpoint.network_id != id_of(network)) continue;
      users.push_back(
          concat("name:\"", record.name.empty() ? record.id : record.name, "\" id:\"", record.id.substr(0, 12), "\""));
    }
  }
  return users.empty() ? "" : concat("(", join(users, ", "), ")");
}

}  // namespace imagetool::network
