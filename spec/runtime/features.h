// What a runtime can do, for `features` (runtime-spec 1.3, features.md and
// features-linux.md). Absent is "unknown", not "no".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"
#include "spec/json/text.h"

namespace spec::runtime {

using Names = std::optional<std::vector<std::string>>;

struct CgroupFeatures {
  std::optional<bool> v1, v2, systemd, systemd_user, rdma;
};
struct SeccompFeatures {
  std::optional<bool> enabled;
  Names actions, operators, archs;
  Names known_flags;      // that the runtime understands
  Names supported_flags;  // that kernel and libseccomp take too
};
struct EnabledFeature {
  std::optional<bool> enabled;
};
struct IntelRdtFeatures {
  std::optional<bool> enabled, schemata, monitoring;
};
struct MemoryPolicyFeatures {
  Names modes, flags;
};
struct MountExtensions {
  std::optional<EnabledFeature> idmap;
};
struct LinuxFeatures {
  Names namespaces;
  Names capabilities;
  std::optional<CgroupFeatures> cgroup;
  std::optional<SeccompFeatures> seccomp;
  std::optional<EnabledFeature> apparmor;
  std::optional<EnabledFeature> selinux;
  std::optional<IntelRdtFeatures> intel_rdt;
  std::optional<MemoryPolicyFeatures> memory_policy;
  std::optional<MountExtensions> mount_extensions;
  std::optional<EnabledFeature> net_devices;
};
struct Features {
  std::string oci_version_min;
  std::string oci_version_max;
  Names hooks;
  Names mount_options;  // without those of single file systems
  std::optional<LinuxFeatures> linux;
  std::map<std::string, std::string> annotations;
  Names potentially_unsafe_config_annotations;  // one that ends in "." is a prefix
};

Result<Features> parse_features(std::string_view text);
std::string write_features(const Features& features, json::Style style = json::Style::kIndented);

}  // namespace spec::runtime
