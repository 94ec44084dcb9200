// A list of network plugins (Container Network Interface 1.0, and 0.3 on), run one after the other.
//
// They are programs of the folders of $CNI_PATH, else of /opt/cni/bin, /usr/lib/cni and /usr/libexec/cni.
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/json/value.h"
#include "spec/network/port.h"

namespace imagetool::cni {

struct Interface {
  std::string container;          // what the plugins know it by
  std::string network_namespace;  // a path; "" for del() where it is gone
  std::string name;               // "eth0"
};

// What is asked of those plugins that have the capability.
struct Wanted {
  std::vector<std::string> ips;
  std::string mac;
  std::vector<spec::network::Port> ports;
};

// The result of the last plugin. After an error what the first ones did is undone.
Result<spec::json::Value> add(const spec::json::Value& conflist, const Interface& interface, const Wanted& wanted);

// In the other order, all of them whatever one says; what is not there is no error. `result` is add()'s, or null.
Result<void> del(const spec::json::Value& conflist, const Interface& interface, const Wanted& wanted,
                 const spec::json::Value& result);

}  // namespace imagetool::cni
