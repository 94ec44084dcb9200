// config.json's limits as what is written into which file. Nothing is written here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"
#include "spec/runtime/resources.h"

namespace runtime::cgroup {

struct Setting {
  std::string controller;  // empty: a file of every v2 cgroup
  std::string file;
  std::string value;
  enum class IfMissing { kError, kIgnore } if_missing = IfMissing::kError;
  // Another file (and its value) to write where `file` is not there.
  std::string instead_file{};
  std::string instead_value{};
  // The kernel compares it with other settings: what it refuses (EINVAL) before
  // they are written it may take after.
  bool depends = false;
};

// All limits but the device rules, in the order in which they must be written.
// "0" and absence are the same where the specification says "unset".
Result<std::vector<Setting>> settings_v1(const spec::runtime::Resources& resources);
Result<std::vector<Setting>> settings_v2(const spec::runtime::Resources& resources);

// What v1 can limit and v2 cannot, and `resources` asks for: settings_v2 fails on it.
struct Lack {
  const char* place;  // in config.json
  const char* reason;
};
std::vector<Lack> lacks_of_v2(const spec::runtime::Resources& resources);

// v1's numbers in v2's scales, as runc converts them.
// cpu.shares 2..262144 (1024) -> cpu.weight 1..10000 (100), through all three points.
std::uint64_t cpu_weight(std::uint64_t shares);
// blkio.weight 10..1000 -> io.weight 1..10000
std::uint64_t io_weight(std::uint64_t blkio_weight);

}  // namespace runtime::cgroup
