// Ports of a container on the host: what `-p` asks for, and what came of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace spec::network {

struct Port {
  std::string host_ip;          // "" is every address of the host
  std::uint16_t host_port = 0;  // 0: one that is free is chosen at each start
  std::uint16_t host_end = 0;   // the last one of a range to choose from; 0: none
  std::uint16_t container_port = 0;
  std::string protocol = "tcp";  // udp, sctp
  bool operator==(const Port&) const = default;
};

// Docker's forms of -p, with its errors:
//   [[IP:][HOST_PORT]:]CONTAINER_PORT[/PROTOCOL]
// where either port may be a range (8000-8010:80-90), an IPv6 address is in brackets, and IP:CONTAINER_PORT is taken
// for IP::CONTAINER_PORT, as tutorials write it.
Result<std::vector<Port>> parse_publish(const std::string& text);
// "80", "80/udp", "8000-8010/tcp": as of EXPOSE.
Result<std::vector<Port>> parse_expose(const std::string& text);

// "80/tcp"
std::string container_text(const Port& port);
// "0.0.0.0:8000", "[::]:8000" with brackets around what has a colon
std::string host_text(const Port& port);

// The column PORTS of Docker's `ps`: "443/tcp, 0.0.0.0:8000->80/tcp": first exposed ports that nobody published, and
// those that have the same number on the host, neighbours together, then the others.
std::string ports_text(std::vector<Port> published, std::vector<Port> exposed);

}  // namespace spec::network
