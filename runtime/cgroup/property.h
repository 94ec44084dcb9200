// Properties of a systemd unit, as the systemd helper takes them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"
#include "spec/runtime/resources.h"

namespace runtime::cgroup {

// A value with its D-Bus signature, flattened into words as busctl(1) has them:
// an array is its length and its elements, a variant its signature and its value.
struct Variant {
  std::string signature;
  std::vector<std::string> words;
  bool operator==(const Variant&) const = default;
};

struct Property {
  std::string name;
  Variant value;
  bool optional = false;  // left out where this systemd does not know it
  bool operator==(const Property&) const = default;
};

// The text form of GVariant: "uint64 5", "'text'", "['a', 'b']", "true", "@as []".
Result<Variant> parse_variant(std::string_view text);

// The annotations "org.systemd.property.NAME", in the order of their names; a
// number in NAMESec becomes microseconds in NAMEUSec, as runc has it.
Result<std::vector<Property>> annotation_properties(const std::map<std::string, std::string>& annotations);

// Those of the limits that systemd has a name for; the rest is the files' alone.
// `cpu.quota` is rounded up to whole percents in `resources`, as systemd will, so that both agree.
Result<std::vector<Property>> limit_properties(bool unified, spec::runtime::Resources& resources);
// DevicePolicy and DeviceAllow: an approximation from above, since systemd knows no exceptions.
Result<std::vector<Property>> device_properties(const std::vector<spec::runtime::DeviceRule>& rules);

}  // namespace runtime::cgroup
