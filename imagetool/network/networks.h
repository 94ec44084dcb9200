// The networks that containers can have, by name: lists of CNI plugins.
//
// Ours are NAME.conflist in a folder of the store; those of /etc/cni/net.d are taken as they are. The default one,
// "bridge", is made when it is first wanted, and is the machine's: all stores share it, until it boots again.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "imagetool/network/subnet.h"
#include "spec/base/result.h"
#include "spec/json/value.h"

namespace imagetool::network {

constexpr const char* kDefault = "bridge";
// Interfaces of ours on the host: of the default network, and of the others before the beginning of their id.
constexpr const char* kDefaultBridge = "imagetool0";
constexpr const char* kBridgePrefix = "imt-";

struct Network {
  std::string name;
  std::string path;          // of its file
  spec::json::Value config;  // the conflist
};

// How a network is to be, beyond what stands when nothing is said.
struct NewNetwork {
  std::string name;
  std::vector<std::string> subnets;  // one of each family at most; none: one that is free
  std::vector<std::string> gateways;
  std::vector<std::string> ranges;  // where addresses are given out, parts of the subnets
  bool ipv6 = false;
  bool internal = false;  // no way out
  std::map<std::string, std::string> labels;
  std::map<std::string, std::string> options;  // com.docker.network.*
};

class Networks {
 public:
  // `folder` need not be there.
  explicit Networks(std::string folder) : folder_(std::move(folder)) {}
  // `networks` in the store's folder.
  static Networks of_store(const std::string& store) { return Networks(store + "/networks"); }

  const std::string& folder() const { return folder_; }
  // By name, or by an id's beginning; of the default one that is not there yet it is made. `network x not found`.
  Result<Network> find(const std::string& name) const;
  // By their names; a file that is none is left out.
  Result<std::vector<Network>> list() const;
  // Its id. The caller holds the lock (records.h).
  Result<std::string> create(const NewNetwork& wanted) const;
  // Its file, its rules and its bridge.
  Result<void> remove(const Network& network) const;

 private:
  std::string folder_;
};

// Whether it is one of ours, by its file; else one of /etc/cni/net.d.
bool is_ours(const Network& network);
bool is_internal(const Network& network);
// What its file says of it: 64 hexadecimal digits.
std::string id_of(const Network& network);
// The name of the interface on the host; "" where the first plugin makes no bridge.
std::string bridge_of(const Network& network);

}  // namespace imagetool::network
