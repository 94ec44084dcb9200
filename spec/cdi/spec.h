// Files of the Container Device Interface: devices by name, and what a container that gets one is given
// (CDI's SPEC.md, versions up to 1.1).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace spec::cdi {

struct DeviceNode {
  std::string path;       // in the container
  std::string host_path;  // empty: the same
  std::string type;       // b, c, u or p; empty: what the host's is
  std::optional<std::int64_t> major;
  std::optional<std::int64_t> minor;
  std::optional<std::uint32_t> file_mode;
  std::string permissions;  // of "rwm"; empty: all
  std::optional<std::uint32_t> uid;
  std::optional<std::uint32_t> gid;
};

struct Mount {
  std::string host_path;
  std::string container_path;
  std::string type;
  std::vector<std::string> options;
};

struct Hook {
  std::string name;  // "createContainer"
  std::string path;
  std::vector<std::string> args;
  std::vector<std::string> env;
  std::optional<std::int32_t> timeout;
};

struct IntelRdt {
  std::string clos_id;
  std::string l3_cache_schema;
  std::string mem_bw_schema;
  bool enable_monitoring = false;
};

struct NetDevice {
  std::string host_name;
  std::string name;
};

struct Edits {
  std::vector<std::string> env;
  std::vector<DeviceNode> device_nodes;
  std::vector<Mount> mounts;
  std::vector<Hook> hooks;
  std::vector<std::uint32_t> additional_gids;
  std::optional<IntelRdt> intel_rdt;
  std::vector<NetDevice> net_devices;
};

struct Device {
  std::string name;
  std::map<std::string, std::string> annotations;
  Edits edits;
};

struct Spec {
  std::string version;
  std::string kind;  // "vendor.com/class"
  std::map<std::string, std::string> annotations;
  std::vector<Device> devices;
  Edits edits;  // for whoever gets any of them
};

// JSON or YAML. What is not as the specification says is an error that names the place.
Result<Spec> parse_spec(std::string_view text);

// "vendor.com/class=name"
bool is_qualified(std::string_view name);

}  // namespace spec::cdi
