// Networks by address and prefix: 172.18.0.0/16, fd12:3456::/64.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spec/base/result.h"

namespace imagetool::network {

struct Subnet {
  int family = 0;                          // AF_INET, AF_INET6
  std::array<std::uint8_t, 16> address{};  // in network order; of IPv4 the first four
  unsigned prefix = 0;

  bool is_v6() const;
  // With `bits` of the address beyond the prefix set to the number.
  std::string host_text(std::uint32_t number) const;
  std::string text() const;  // "172.18.0.0/16"
  bool contains(const std::string& ip) const;
  bool overlaps(const Subnet& other) const;
};

// "172.18.0.0/16"; bits beyond the prefix are cleared. `invalid CIDR address: x`.
Result<Subnet> parse_subnet(const std::string& text);

// What is in use on this machine: the networks of its interfaces and of its routes.
std::vector<Subnet> used_subnets();

// The first of Docker's pools (172.17.0.0/16 to 172.31.0.0/16, then 192.168.0.0/20 on) that overlaps none of these.
Result<Subnet> free_subnet(const std::vector<Subnet>& used);
// A /64 of a random unique local prefix (RFC 4193).
Result<Subnet> random_subnet6();

}  // namespace imagetool::network
