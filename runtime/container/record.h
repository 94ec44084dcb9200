// What the runtime remembers of a container: one JSON file in its folder.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/cgroup/cgroup.h"
#include "runtime/resctrl/group.h"
#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::container {

// The upper folder of an overlay root: two live containers never share one.
struct Upper {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  bool operator==(const Upper&) const = default;
};

struct Record {
  int version = 2;  // of this format; another one is refused
  std::string oci_version;
  std::string id;
  std::string bundle;   // absolute
  std::string rootfs;   // absolute
  std::string created;  // RFC 3339
  std::uint32_t owner = 0;
  // The first process; 0: it is not there yet. Its pid may be another's by now: only with the same start
  // time, in the same boot, it is still ours.
  std::int32_t pid = 0;
  std::uint64_t start_time = 0;
  std::string boot_id;
  bool own_pid_namespace = false;  // everything in the container ends with its first process
  cgroup::Address cgroup;
  // The limits that hold, with those of `update`; without device rules, which no update changes.
  spec::runtime::Resources resources;
  std::map<std::string, std::string> annotations;
  spec::runtime::Hooks hooks;  // poststart and poststop only
  std::optional<Upper> upper;
  // What standard input, output and error were ("pipe:[1234]"), for a checkpoint; none with a terminal.
  std::vector<std::string> descriptors;
  std::optional<resctrl::Group> intel_rdt;
};

Result<Record> parse_record(std::string_view text);
std::string write_record(const Record& record);

}  // namespace runtime::container
