#include "spec/runtime/features.h"

#include "spec/json/table.h"

namespace spec::runtime {

using json::optional;

constexpr auto describe(const CgroupFeatures*) {
  return std::tuple{optional("v1", &CgroupFeatures::v1), optional("v2", &CgroupFeatures::v2),
                    optional("systemd", &CgroupFeatures::systemd),
                    optional("systemdUser", &CgroupFeatures::systemd_user), optional("rdma", &CgroupFeatures::rdma)};
}

constexpr auto describe(const SeccompFeatures*) {
  return std::tuple{optional("enabled", &SeccompFeatures::enabled),
                    optional("actions", &SeccompFeatures::actions),
                    optional("operators", &SeccompFeatures::operators),
                    optional("archs", &SeccompFeatures::archs),
                    optional("knownFlags", &SeccompFeatures::known_flags),
                    optional("supportedFlags", &SeccompFeatures::supported_flags)};
}

constexpr auto describe(const EnabledFeature*) { return std::tuple{optional("enabled", &EnabledFeature::enabled)}; }

constexpr auto describe(const IntelRdtFeatures*) {
  return std::tuple{optional("enabled", &IntelRdtFeatures::enabled), optional("schemata", &IntelRdtFeatures::schemata),
                    optional("monitoring", &IntelRdtFeatures::monitoring)};
}

constexpr auto describe(const MemoryPolicyFeatures*) {
  return std::tuple{optional("modes", &MemoryPolicyFeatures::modes), optional("flags", &MemoryPolicyFeatures::flags)};
}

constexpr auto describe(const MountExtensions*) { return std::tuple{optional("idmap", &MountExtensions::idmap)}; }

constexpr auto describe(const LinuxFeatures*) {
  return std::tuple{optional("namespaces", &LinuxFeatures::namespaces),
                    optional("capabilities", &LinuxFeatures::capabilities),
                    optional("cgroup", &LinuxFeatures::cgroup),
                    optional("seccomp", &LinuxFeatures::seccomp),
                    optional("apparmor", &LinuxFeatures::apparmor),
                    optional("selinux", &LinuxFeatures::selinux),
                    optional("intelRdt", &LinuxFeatures::intel_rdt),
                    optional("memoryPolicy", &LinuxFeatures::memory_policy),
                    optional("mountExtensions", &LinuxFeatures::mount_extensions),
                    optional("netDevices", &LinuxFeatures::net_devices)};
}

constexpr auto describe(const Features*) {
  return std::tuple{optional("ociVersionMin", &Features::oci_version_min),
                    optional("ociVersionMax", &Features::oci_version_max),
                    optional("hooks", &Features::hooks),
                    optional("mountOptions", &Features::mount_options),
                    optional("linux", &Features::linux),
                    optional("annotations", &Features::annotations),
                    optional("potentiallyUnsafeConfigAnnotations", &Features::potentially_unsafe_config_annotations)};
}

Result<Features> parse_features(std::string_view text) { return json::decode_text<Features>(text); }
std::string write_features(const Features& features, json::Style style) { return json::encode_text(features, style); }

}  // namespace spec::runtime
