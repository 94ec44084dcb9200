// What of the network a container has: what its network's hook has written (spec/network/record.h).
#pragma once

#include <optional>
#include <string>

#include "spec/base/result.h"
#include "spec/json/value.h"
#include "spec/runtime/config.h"

namespace runtime::supervision {

// For the column PORTS of a container that runs on the bundle; "" where it publishes and exposes none.
std::string ports_text(const std::string& bundle);

// As `docker inspect` shows it: NetworkSettings. Empty members where the container does not run.
spec::json::Value network_settings(const std::string& bundle);

// `docker port`: "80/tcp -> 0.0.0.0:8000" a line, or of one port ("80", "80/udp") where it is on the host; `name` is
// the container's in the error that it is nowhere.
Result<std::string> port_lines(const std::string& bundle, const std::string& name,
                               const std::optional<std::string>& wanted);

// HostConfig's NetworkMode and PortBindings: what was asked for.
void add_network_wishes(const spec::runtime::Config& config, spec::json::Object& host_config);

}  // namespace runtime::supervision
