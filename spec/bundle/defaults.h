// What every container has where nothing else is said: Docker's defaults.
#pragma once

#include <string>
#include <vector>

#include "spec/runtime/config.h"

namespace spec::bundle {

constexpr const char* kDefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// /proc, /dev, /dev/pts, /sys, /sys/fs/cgroup, /dev/mqueue, /dev/shm, in this order.
std::vector<runtime::Mount> default_mounts();

// Devices are denied but for null, zero, random, urandom, tty and console; the
// runtime adds what the specification asks for.
std::vector<runtime::DeviceRule> default_device_rules();

// What of /proc and /sys is hidden. It names the processors of this machine
// whose throttling counters can be read (a side channel).
std::vector<std::string> default_masked_paths();
std::vector<std::string> default_readonly_paths();

}  // namespace spec::bundle
