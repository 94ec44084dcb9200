#include "spec/bundle/defaults.h"

#include <algorithm>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace spec::bundle {

namespace {

constexpr const char* kCpus = "/sys/devices/system/cpu";

// "cpu7"
bool is_cpu(std::string_view name) {
  return name.starts_with("cpu") && parse_number<unsigned>(name.substr(3)).has_value();
}

}  // namespace

std::vector<runtime::Mount> default_mounts() {
  const auto mount = [](const char* destination, const char* type, const char* source,
                        std::vector<std::string> options) {
    runtime::Mount entry;
    entry.destination = destination;
    entry.type = type;
    entry.source = source;
    entry.options = std::move(options);
    return entry;
  };
  return {
      mount("/proc", "proc", "proc", {"nosuid", "noexec", "nodev"}),
      mount("/dev", "tmpfs", "tmpfs", {"nosuid", "strictatime", "mode=755", "size=65536k"}),
      mount("/dev/pts", "devpts", "devpts", {"nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"}),
      mount("/sys", "sysfs", "sysfs", {"nosuid", "noexec", "nodev", "ro"}),
      mount("/sys/fs/cgroup", "cgroup", "cgroup", {"ro", "nosuid", "noexec", "nodev"}),
      mount("/dev/mqueue", "mqueue", "mqueue", {"nosuid", "noexec", "nodev"}),
      mount("/dev/shm", "tmpfs", "shm", {"nosuid", "noexec", "nodev", "mode=1777", "size=65536k"}),
  };
}

std::vector<runtime::DeviceRule> default_device_rules() {
  using enum runtime::DeviceRuleType;
  std::vector<runtime::DeviceRule> rules = {{false, kAll, std::nullopt, std::nullopt, "rwm"}};
  const auto allow = [&](int major, int minor) { rules.push_back({true, kChar, major, minor, "rwm"}); };
  allow(1, 3);  // null
  allow(1, 5);  // zero
  allow(1, 8);  // random
  allow(1, 9);  // urandom
  allow(5, 0);  // tty
  allow(5, 1);  // console
  return rules;
}

std::vector<std::string> default_masked_paths() {
  std::vector<std::string> paths = {
      "/proc/acpi",
      "/proc/asound",
      "/proc/interrupts",
      "/proc/kcore",
      "/proc/keys",
      "/proc/latency_stats",
      "/proc/sched_debug",
      "/proc/scsi",
      "/proc/timer_list",
      "/proc/timer_stats",
      "/sys/devices/virtual/powercap",
      "/sys/firmware",
  };
  // Without /sys (a chroot, an early boot) there is nothing of it to hide.
  const Result<std::vector<std::string>> cpus = list_dir(FdRef::cwd(), kCpus);
  if (!cpus) return paths;
  for (const std::string& cpu : *cpus) {
    const std::string path = concat(kCpus, "/", cpu, "/thermal_throttle");
    if (is_cpu(cpu) && ::access(path.c_str(), F_OK) == 0) paths.push_back(path);
  }
  return paths;
}

std::vector<std::string> default_readonly_paths() {
  return {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"};
}

}  // namespace spec::bundle
