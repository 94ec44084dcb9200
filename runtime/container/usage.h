// What a container uses, in the few figures that people watch.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "spec/base/result.h"

namespace runtime::container {

// Bytes, but for cpu and pids. The sums are since its start.
struct Usage {
  std::uint64_t cpu = 0;           // nanoseconds, a sum
  std::uint64_t memory = 0;        // without what of the page cache can go at once
  std::uint64_t memory_limit = 0;  // the machine's memory where there is none
  std::uint64_t received = 0;      // sums, of all devices but lo; 0 in the host's network
  std::uint64_t sent = 0;
  std::uint64_t read = 0;  // sums, of block devices
  std::uint64_t written = 0;
  std::uint64_t pids = 0;
};

// Now. An error where it does not run.
Result<Usage> read_usage(const std::string& state_root, const std::string& id);

// Adds what /proc/PID/net/dev says.
void add_network(std::string_view net_dev, Usage& out);

}  // namespace runtime::container
