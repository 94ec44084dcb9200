// /etc/resolv.conf of a container with a network of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace spec::network {

struct Resolver {
  std::vector<std::string> servers;  // each list that is empty is the host's
  std::vector<std::string> search;   // "." alone: none
  std::vector<std::string> options;
};

// Made of the text of the host's file, as Docker does it: name servers on the host's loopback, which the container
// does not reach, are left out; Google's stand where none is left. `host_loopback`: the container is on the host's
// network, and all stays.
std::string resolv_conf(std::string_view host, const Resolver& wanted, bool host_loopback);

// The text of the host's file: systemd-resolved's own where the usual one only names that. "" where there is none.
Result<std::string> host_resolv_conf();

}  // namespace spec::network
