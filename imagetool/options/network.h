// Docker's options of the network, as they were given.
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/bundle/options.h"
#include "spec/network/request.h"

namespace imagetool::options {

struct NetworkWish {
  // By --network, in order; empty: nothing but loopback, or the default bridge where something is asked of a network.
  std::vector<spec::network::Attachment> networks;
  spec::network::Attachment first;  // --ip, --ip6, --mac-address, --network-alias: of the first one
  std::vector<spec::network::Port> ports;
  std::vector<spec::network::Port> exposed;  // beside the image's
  bool publish_all = false;
  std::vector<std::string> dns;
  std::vector<std::string> dns_search;
  std::vector<std::string> dns_options;
  std::vector<std::string> hosts;          // lines of /etc/hosts
  std::vector<std::string> gateway_names;  // names for the host
};

// Which of bundle::Network they mean, in `options`; what does not go together is an error in Docker's words.
Result<void> check_network(NetworkWish& wish, spec::bundle::Options& options);

}  // namespace imagetool::options
