#include "spec/bundle/annotations.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "spec/base/text.h"

namespace spec::bundle {

namespace {

// Prefixes of what runtimes and engines obey when they find it in annotations
// (CVE-2026-53488). "run.oci." and "org.criu." are crun's, "org.systemd.property."
// runc's and crun's, "org.opencontainers.runc." runc's; then containerd, CRI-O,
// Podman, Kata, gVisor, krun and the WebAssembly handlers; and our own notes.
constexpr std::string_view kPrivileged[] = {"run.oci.",
                                            "org.criu.",
                                            "org.systemd.property.",
                                            "org.opencontainers.runc.",
                                            "io.containerd.",
                                            "io.kubernetes.",
                                            "io.podman.",
                                            "io.container.",
                                            "io.katacontainers.",
                                            "dev.gvisor.",
                                            "krun.",
                                            "module.wasm.",
                                            "com.docker.network.",
                                            "imagetool/"};

bool is_privileged(std::string_view key) {
  const std::string lower = to_lower(key);
  return std::any_of(std::begin(kPrivileged), std::end(kPrivileged),
                     [&](std::string_view prefix) { return lower.starts_with(prefix); });
}

}  // namespace

std::map<std::string, std::string> annotations(const image::ImageConfig& image) {
  std::map<std::string, std::string> out;
  for (const auto& [key, value] : image.config.labels) {
    if (!key.empty() && !is_privileged(key)) out.emplace(key, value);
  }
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) out.emplace(std::string("org.opencontainers.image.") + name, value);
  };
  std::vector<std::string> ports;
  for (const auto& [port, nothing] : image.config.exposed_ports) ports.push_back(port);
  add("os", image.os);
  add("architecture", image.architecture);
  add("variant", image.variant);
  add("os.version", image.os_version);
  add("os.features", join(image.os_features, ","));
  add("author", image.author);
  add("created", image.created);
  add("stopSignal", image.config.stop_signal);
  add("exposedPorts", join(ports, ","));
  return out;
}

}  // namespace spec::bundle
