#include "imagetool/network/conflist.h"

#include <algorithm>
#include <optional>

#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/json/table.h"

namespace imagetool::network {

namespace json = spec::json;

namespace {

// Gone after a reboot, as the containers are that have them.
constexpr const char* kLeases = "/run/imagetool/leases";
constexpr std::size_t kMaxInterface = 15;  // IFNAMSIZ without its end

struct Chosen {
  Subnet subnet;
  std::string gateway;
  std::optional<Subnet> range;
};

Result<std::vector<Chosen>> make_pools(const NewNetwork& wanted, const std::vector<Subnet>& used) {
  std::vector<Chosen> pools;
  for (const std::string& text : wanted.subnets) {
    Chosen pool{TRY(parse_subnet(text)), "", std::nullopt};
    for (const Subnet& other : used) {
      if (pool.subnet.overlaps(other))
        return fail("invalid pool request: Pool overlaps with other one on this address space");
    }
    pools.push_back(std::move(pool));
  }
  const auto has = [&](bool v6) {
    return std::any_of(pools.begin(), pools.end(), [&](const Chosen& pool) { return pool.subnet.is_v6() == v6; });
  };
  if (!has(false)) pools.insert(pools.begin(), Chosen{TRY(free_subnet(used)), "", std::nullopt});
  if (wanted.ipv6 && !has(true)) pools.push_back(Chosen{TRY(random_subnet6()), "", std::nullopt});
  if (pools.size() > 2 || (pools.size() == 2 && pools[0].subnet.is_v6() == pools[1].subnet.is_v6())) {
    return fail("multiple subnets of one family are not there");
  }
  for (const std::string& gateway : wanted.gateways) {
    const auto pool =
        std::find_if(pools.begin(), pools.end(), [&](const Chosen& p) { return p.subnet.contains(gateway); });
    if (pool == pools.end()) return fail("no matching subnet for gateway " + gateway);
    pool->gateway = gateway;
  }
  for (const std::string& text : wanted.ranges) {
    const Subnet range = TRY(parse_subnet(text));
    const auto pool = std::find_if(pools.begin(), pools.end(), [&](const Chosen& p) {
      return p.subnet.overlaps(range) && p.subnet.prefix <= range.prefix;
    });
    if (pool == pools.end()) return fail("no matching subnet for range " + text);
    pool->range = range;
  }
  return pools;
}

json::Value ranges_of(const std::vector<Chosen>& pools) {
  json::Array out;
  for (const Chosen& pool : pools) {
    json::Object range = {{"subnet", pool.subnet.text()},
                          {"gateway", pool.gateway.empty() ? pool.subnet.host_text(1) : pool.gateway}};
    if (pool.range) {
      const unsigned bits = (pool.range->is_v6() ? 128 : 32) - pool.range->prefix;
      const std::uint32_t last = bits >= 31 ? 0x7fffffff : (1U << bits) - 1;
      const bool whole = pool.range->text() == pool.subnet.text();
      if (!whole) range.push_back({"rangeStart", pool.range->host_text(0)});
      if (!whole) range.push_back({"rangeEnd", pool.range->host_text(last)});
    }
    out.push_back(json::Array{json::Value(std::move(range))});
  }
  return out;
}

std::string option(const NewNetwork& wanted, const std::string& name) {
  const auto found = wanted.options.find(name);
  return found == wanted.options.end() ? "" : found->second;
}

Result<json::Value> bridge_plugin(const NewNetwork& wanted, const std::string& id, const std::vector<Chosen>& pools) {
  std::string bridge = option(wanted, "com.docker.network.bridge.name");
  if (bridge.empty()) bridge = wanted.name == kDefault ? kDefaultBridge : kBridgePrefix + id.substr(0, 11);
  if (bridge.size() > kMaxInterface || bridge.find('/') != std::string::npos) {
    return fail("invalid interface name: " + bridge);
  }
  json::Object out = {{"type", "bridge"},   {"bridge", bridge},
                      {"isGateway", true},  {"isDefaultGateway", !wanted.internal},
                      {"ipMasq", false},  // firewall.h
                      {"hairpinMode", true}};
  if (const std::string mtu = option(wanted, "com.docker.network.driver.mtu"); !mtu.empty()) {
    const auto number = parse_number<std::int64_t>(mtu);
    if (!number || *number < 68) return fail("invalid value \"" + mtu + "\" for com.docker.network.driver.mtu");
    out.push_back({"mtu", json::Value::integer(*number)});
  }
  out.push_back({"capabilities", json::Object{{"ips", true}, {"mac", true}}});
  out.push_back({"ipam", json::Object{{"type", "host-local"}, {"dataDir", kLeases}, {"ranges", ranges_of(pools)}}});
  return json::Value(std::move(out));
}

}  // namespace

Result<json::Value> make_conflist(const NewNetwork& wanted, const std::string& id, const std::vector<Subnet>& used) {
  const std::vector<Chosen> pools = TRY(make_pools(wanted, used));
  const json::Value bridge = TRY(bridge_plugin(wanted, id, pools));
  // The kernel takes nothing from [::1] to another interface: that is passed on by the keeper.
  const json::Value portmap = json::Object{{"type", "portmap"},
                                           {"capabilities", json::Object{{"portMappings", true}}},
                                           {"conditionsV6", json::Array{"!", "-d", "::1/128"}}};
  json::Array plugins = {bridge};
  if (!wanted.internal) plugins.push_back(portmap);
  return json::Value(json::Object{{"cniVersion", "1.0.0"},
                                  {"name", wanted.name},
                                  {"imagetool", json::Object{{"id", id},
                                                             {"created", format_time(now())},
                                                             {"internal", wanted.internal},
                                                             {"labels", json::encode(wanted.labels)},
                                                             {"options", json::encode(wanted.options)}}},
                                  {"plugins", std::move(plugins)}});
}

}  // namespace imagetool::network
