// The device rules of config.json, made ready for the kernel.
//
// A container starts with everything denied. Rules apply in their order, the
// last one that matches an access decides; a rule of type "a" is about all
// devices and all accesses, whatever else it says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/runtime/resources.h"

namespace runtime::cgroup {

enum DeviceAccess : std::uint32_t { kMknod = 1, kRead = 2, kWrite = 4, kAllAccess = 7 };

struct DeviceMatch {
  bool allow = false;
  spec::runtime::DeviceRuleType type{};
  std::optional<std::uint32_t> major;  // nothing: every one
  std::optional<std::uint32_t> minor;
  std::uint32_t access = kAllAccess;
  bool operator==(const DeviceMatch&) const = default;
};

// Checked, and with runc's default rules behind them: mknod of anything; null,
// zero, full, random, urandom, tty, ptmx and the pseudo terminals.
Result<std::vector<DeviceMatch>> device_matches(const std::vector<spec::runtime::DeviceRule>& rules);

// cgroup v1's form: a default and the exceptions to it, as devices.allow or
// devices.deny take them ("c 1:3 rwm"). An error where the order of the rules
// means something that this form cannot say.
struct DeviceList {
  bool allow = false;
  std::vector<std::string> exceptions;
};
Result<DeviceList> device_list(const std::vector<DeviceMatch>& matches);

}  // namespace runtime::cgroup
