// What a bundle's container asks for of the network: config.json's annotation `imagetool/network`, which the hook of
// the same bundle reads at each start.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"
#include "spec/network/port.h"

namespace spec::network {

constexpr const char* kAnnotation = "imagetool/network";
// Of a container that shares another one's network namespace: the other one's id. `runtime` finds the namespace by it
// at each start; the path in config.json is what it was when the bundle was made.
constexpr const char* kJoined = "imagetool/network-container";

// One interface, in the order of eth0, eth1.
struct Attachment {
  std::string network;  // a name (imagetool/network/networks.h)
  std::vector<std::string> aliases;
  std::string ip;  // "": one that is free
  std::string ip6;
  std::string mac;
  bool operator==(const Attachment&) const = default;
};

struct Request {
  std::vector<Attachment> networks;
  std::vector<Port> ports;
  std::vector<std::string> dns;  // of /etc/resolv.conf; none: the host's
  std::vector<std::string> dns_search;
  std::vector<std::string> dns_options;
  std::vector<std::string> gateway_names;  // of --add-host NAME:host-gateway
  bool operator==(const Request&) const = default;
};

Result<Request> parse_request(std::string_view text);
std::string write_request(const Request& request);

// Of config.json's annotations; none where the container asks for nothing.
Result<std::optional<Request>> find_request(const std::map<std::string, std::string>& annotations);

}  // namespace spec::network
