// What of the network the container has.

#include "imagetool/options/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>

#include "imagetool/options/option.h"
#include "spec/base/text.h"
#include "spec/cli/csv.h"
#include "spec/cli/numbers.h"

namespace imagetool::options {

namespace {

using spec::network::Attachment;

bool is_ip(int family, const std::string& text) {
  in6_addr address;
  return ::inet_pton(family, text.c_str(), &address) == 1;
}

Result<std::string> parse_ip(int family, const std::string& text) {
  if (is_ip(family, text)) return text;
  return fail(concat("invalid IPv", family == AF_INET ? 4 : 6, " address: ", text));
}

Result<std::string> parse_mac(const std::string& text) {
  const std::vector<std::string> parts = split(text, ':');
  const auto is_byte = [](const std::string& part) {
    return part.size() == 2 && std::isxdigit(static_cast<unsigned char>(part[0])) != 0 &&
           std::isxdigit(static_cast<unsigned char>(part[1])) != 0;
  };
  if (parts.size() != 6 || !std::all_of(parts.begin(), parts.end(), is_byte)) {
    return fail(text + " is not a valid mac address");
  }
  return text;
}

// "NAME", or "name=NAME,alias=A,ip=1.2.3.4" as Docker's long form.
Result<void> take_network(Request& request, const std::string& value) {
  Attachment attachment;
  if (value.find('=') == std::string::npos) {
    attachment.network = value;
  } else {
    const std::vector<std::string> fields = TRY(spec::cli::split_csv(value));
    for (const std::string& field : fields) {
      const spec::cli::CsvOption option = spec::cli::split_option(field);
      if (option.key == "name") {
        attachment.network = option.value;
      } else if (option.key == "alias") {
        attachment.aliases.push_back(option.value);
      } else if (option.key == "ip") {
        attachment.ip = TRY(parse_ip(AF_INET, option.value));
      } else if (option.key == "ip6") {
        attachment.ip6 = TRY(parse_ip(AF_INET6, option.value));
      } else if (option.key == "mac-address") {
        attachment.mac = TRY(parse_mac(option.value));
      } else {
        return fail("invalid field key " + option.key);
      }
    }
  }
  if (attachment.network.empty()) return fail("network name is missing");
  if (attachment.network == "default") attachment.network = "bridge";
  request.network.networks.push_back(std::move(attachment));
  return {};
}

Result<void> take_publish(Request& request, const std::string& value) {
  for (spec::network::Port& port : TRY(spec::network::parse_publish(value))) {
    request.network.ports.push_back(std::move(port));
  }
  return {};
}

Result<void> take_expose(Request& request, const std::string& value) {
  for (spec::network::Port& port : TRY(spec::network::parse_expose(value))) {
    request.network.exposed.push_back(std::move(port));
  }
  return {};
}

Result<void> take_publish_all(Request& request, const std::string& value) {
  request.network.publish_all = TRY(spec::cli::parse_bool(value));
  return {};
}

Result<void> take_dns(Request& request, const std::string& value) {
  if (!is_ip(AF_INET, value) && !is_ip(AF_INET6, value)) return fail(value + " is not an ip address");
  request.network.dns.push_back(value);
  return {};
}
Result<void> take_dns_search(Request& request, const std::string& value) {
  if (split_words(value) != std::vector<std::string>{value}) return fail(value + " is not a valid domain");
  request.network.dns_search.push_back(value);
  return {};
}
Result<void> take_dns_option(Request& request, const std::string& value) {
  if (split_words(value) != std::vector<std::string>{value}) return fail(value + " is not a valid option");
  request.network.dns_options.push_back(value);
  return {};
}

// "NAME:IP" or "NAME=IP", an IPv6 address with or without brackets.
Result<void> take_add_host(Request& request, const std::string& value) {
  const std::size_t equals = value.find('=');
  const std::size_t cut = equals != std::string::npos ? equals : value.find(':');
  const std::string name = value.substr(0, cut);
  if (cut == std::string::npos || split_words(name) != std::vector<std::string>{name}) {
    return fail(concat("bad format for add-host: \"", value, "\""));
  }
  std::string ip = value.substr(cut + 1);
  if (ip == "host-gateway") {
    request.network.gateway_names.push_back(name);
    return {};
  }
  if (ip.starts_with('[') && ip.ends_with(']')) ip = ip.substr(1, ip.size() - 2);
  if (!is_ip(AF_INET, ip) && !is_ip(AF_INET6, ip)) return fail(concat("invalid IP address in add-host: \"", ip, "\""));
  request.network.hosts.push_back(concat(ip, "\t", name));
  return {};
}

Result<void> take_ip(Request& request, const std::string& value) {
  request.network.first.ip = TRY(parse_ip(AF_INET, value));
  return {};
}
Result<void> take_ip6(Request& request, const std::string& value) {
  request.network.first.ip6 = TRY(parse_ip(AF_INET6, value));
  return {};
}
Result<void> take_mac(Request& request, const std::string& value) {
  request.network.first.mac = TRY(parse_mac(value));
  return {};
}
Result<void> take_alias(Request& request, const std::string& value) {
  if (split_words(value) != std::vector<std::string>{value}) return fail(value + " is not a valid name");
  request.network.first.aliases.push_back(value);
  return {};
}

constexpr Option kOptions[] = {
    {"add-host", 0, "NAME:IP", "One more line of /etc/hosts; IP may be host-gateway", take_add_host},
    {"dns", 0, "IP", "A name server instead of the host's", take_dns},
    {"dns-option", 0, "OPTION", "An option of /etc/resolv.conf", take_dns_option},
    {"dns-search", 0, "DOMAIN", "A domain to search instead of the host's; .: none", take_dns_search},
    {"expose", 0, "PORT[/PROTOCOL]", "A port that -P publishes, too", take_expose},
    {"ip", 0, "IP", "The address in the first network", take_ip},
    {"ip6", 0, "IP", "The IPv6 address in the first network", take_ip6},
    {"mac-address", 0, "MAC", "Of the first interface", take_mac},
    {"network", 0, "NETWORK", "none (nothing but loopback), host, bridge, a network's name or container:ID",
     take_network},
    {"network-alias", 0, "NAME", "One more name in the first network", take_alias},
    {"publish", 'p', "[[IP:]HOST:]PORT[/PROTOCOL]", "Publish a port of the container on the host", take_publish},
    {"publish-all", 'P', nullptr, "Publish all ports that the image exposes", take_publish_all},
};

bool is_shared(const std::string& network) {
  return network == "none" || network == "host" || network.starts_with("container:");
}

bool asks_for_network(const NetworkWish& wish) {
  return !wish.ports.empty() || wish.publish_all || wish.first != Attachment() || !wish.gateway_names.empty();
}

Result<void> check_joined(const NetworkWish& wish, const spec::bundle::Options& options) {
  const auto conflict = [](const char* what) {
    return fail(concat("conflicting options: ", what, " and the container type network mode"));
  };
  if (!wish.ports.empty() || wish.publish_all) return conflict("port publishing");
  if (!wish.exposed.empty()) return conflict("port exposing");
  if (!wish.dns.empty() || !wish.dns_search.empty() || !wish.dns_options.empty()) return conflict("dns");
  if (!wish.hosts.empty() || !wish.gateway_names.empty()) return conflict("custom host-to-IP mapping");
  if (!wish.first.mac.empty()) return conflict("mac-address");
  if (!options.hostname.empty()) return conflict("hostname");
  return {};
}

}  // namespace

std::span<const Option> network_options() { return kOptions; }

Result<void> check_network(NetworkWish& wish, spec::bundle::Options& options) {
  using spec::bundle::Network;
  if (wish.networks.empty() && asks_for_network(wish)) wish.networks.emplace_back().network = "bridge";
  if (wish.networks.empty()) return {};
  const std::string first = wish.networks[0].network;
  const bool several = wish.networks.size() > 1;
  for (const Attachment& attachment : wish.networks) {
    if (several && is_shared(attachment.network)) {
      return fail("conflicting options: cannot attach both user-defined and non-user-defined network-modes");
    }
  }
  if (first == "none") return {};
  if (first == "host") {
    options.network = Network::kHost;
    return {};
  }
  if (first.starts_with("container:")) {
    options.network = Network::kJoined;
    return check_joined(wish, options);
  }
  options.network = Network::kOwn;
  Attachment& target = wish.networks[0];
  if (!wish.first.ip.empty()) target.ip = wish.first.ip;
  if (!wish.first.ip6.empty()) target.ip6 = wish.first.ip6;
  if (!wish.first.mac.empty()) target.mac = wish.first.mac;
  target.aliases.insert(target.aliases.end(), wish.first.aliases.begin(), wish.first.aliases.end());
  return {};
}

}  // namespace imagetool::options
