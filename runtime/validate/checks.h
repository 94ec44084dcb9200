// What config.json asks for and this host does not have. Each adds what it
// finds to the problems: the place in config.json, what is lacking, what would fix it.
#pragma once

#include <string>

#include "runtime/validate/host.h"
#include "spec/json/problems.h"
#include "spec/runtime/config.h"

namespace runtime::validate {

using spec::json::Problems;
using spec::runtime::Config;

// Namespaces, id mappings, sysctls, network devices.
void check_namespaces(const Config& config, const Host& host, Problems& problems);
// Limits, capabilities, ids, scheduling, labels.
void check_process(const Config& config, const Host& host, Problems& problems);
// The cgroup's controllers, huge pages, memory nodes, resctrl.
void check_resources(const Config& config, const Host& host, Problems& problems);
// File systems and sources of mounts, their id mappings.
void check_mounts(const Config& config, const Host& host, const std::string& bundle, Problems& problems);
// The filter, as it would be compiled, and its agent.
void check_seccomp(const Config& config, Problems& problems);
// The root file system and what is to be executed: args[0], hooks; devices.
void check_files(const Config& config, const Host& host, const std::string& bundle, Problems& problems);

}  // namespace runtime::validate
