#include "imagetool/network/pools.h"

namespace imagetool::network {

namespace json = spec::json;

namespace {

void add_pool(const json::Value& range, std::vector<Pool>& out) {
  const auto text = [&](const char* name) -> std::string {
    const json::Value* value = range.find(name);
    return value != nullptr && value->string() != nullptr ? *value->string() : "";
  };
  if (!text("subnet").empty()) out.push_back({text("subnet"), text("gateway")});
}

}  // namespace

std::vector<Pool> pools_of(const Network& network) {
  std::vector<Pool> out;
  const json::Value* plugins = network.config.find("plugins");
  if (plugins == nullptr || plugins->array() == nullptr) return out;
  for (const json::Value& plugin : *plugins->array()) {
    const json::Value* ipam = plugin.find("ipam");
    if (ipam == nullptr) continue;
    add_pool(*ipam, out);  // its old form
    const json::Value* ranges = ipam->find("ranges");
    if (ranges == nullptr || ranges->array() == nullptr) continue;
    for (const json::Value& set : *ranges->array()) {
      if (set.array() == nullptr) continue;
      for (const json::Value& range : *set.array()) add_pool(range, out);
    }
  }
  return out;
}

std::vector<Subnet> subnets_of(const Network& network) {
  std::vector<Subnet> out;
  for (const Pool& pool : pools_of(network)) {
    if (const Result<Subnet> subnet = parse_subnet(pool.subnet)) out.push_back(*subnet);
  }
  return out;
}

}  // namespace imagetool::network
