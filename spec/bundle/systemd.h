// Containers in which systemd is the first process. It wants what a machine has, and ends by a signal of its own.
#pragma once

#include <string>
#include <vector>

#include "spec/bundle/options.h"
#include "spec/runtime/config.h"

namespace spec::bundle {

// Whether the options, or the command where they leave it to that, ask for it: "init" or "systemd" by whatever path, as
// Podman has it.
bool is_systemd(const Options& options, const std::vector<std::string>& args);

// The options with empty /run, /run/lock, /tmp and /var/log/journal in memory, where nothing else is mounted there;
// what the image has in them is copied there.
Options with_systemd_mounts(Options options);

// Its cgroup can be written, the environment says "container=oci", and what stops it is SIGRTMIN+3 where nothing else
// is said.
void prepare_for_systemd(runtime::Config& config);

}  // namespace spec::bundle
