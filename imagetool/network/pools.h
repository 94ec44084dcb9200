// The addresses that a network gives out, as its file tells of them.
#pragma once

#include <string>
#include <vector>

#include "imagetool/network/networks.h"

namespace imagetool::network {

struct Pool {
  std::string subnet;
  std::string gateway;
};

// Those of its plugin host-local; of another kind there are none.
std::vector<Pool> pools_of(const Network& network);
std::vector<Subnet> subnets_of(const Network& network);

}  // namespace imagetool::network
