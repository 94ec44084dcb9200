#include "spec/bundle/systemd.h"

#include <algorithm>

namespace spec::bundle {

namespace {

constexpr const char* kStopSignal = "org.opencontainers.image.stopSignal";

runtime::Mount memory(const char* destination, const char* mode) {
  runtime::Mount mount;
  mount.destination = destination;
  mount.type = "tmpfs";
  mount.source = "tmpfs";
  mount.options = {"nosuid", "nodev", mode, "tmpcopyup"};
  return mount;
}

}  // namespace

bool is_systemd(const Options& options, const std::vector<std::string>& args) {
  if (options.systemd != Systemd::kByCommand) return options.systemd == Systemd::kYes;
  if (!options.init_program.empty()) return false;                            // --init's own is called init, too
  const std::string name = args.front().substr(args.front().rfind('/') + 1);  // npos + 1 is 0
  return name == "init" || name == "systemd";
}

Options with_systemd_mounts(Options options) {
  std::vector<runtime::Mount> mounts;
  for (runtime::Mount& mount : std::vector{memory("/run", "mode=755"), memory("/run/lock", "mode=1777"),
                                           memory("/tmp", "mode=1777"), memory("/var/log/journal", "mode=755")}) {
    const bool is_covered = std::any_of(options.mounts.begin(), options.mounts.end(), [&](const runtime::Mount& other) {
      return other.destination == mount.destination;
    });
    if (!is_covered) mounts.push_back(std::move(mount));
  }
  options.mounts.insert(options.mounts.begin(), mounts.begin(), mounts.end());
  return options;
}

void prepare_for_systemd(runtime::Config& config) {
  for (runtime::Mount& mount : config.mounts) {
    if (mount.type == "cgroup") std::erase(mount.options, "ro");
  }
  std::vector<std::string>& env = config.process->env;
  const bool is_told =
      std::any_of(env.begin(), env.end(), [](const std::string& entry) { return entry.starts_with("container="); });
  if (!is_told) env.emplace_back("container=oci");
  config.annotations.emplace(kStopSignal, "SIGRTMIN+3");
}

}  // namespace spec::bundle
