#include "spec/bundle/mounts.h"

#include <algorithm>

#include "spec/base/text.h"
#include "spec/bundle/defaults.h"

namespace spec::bundle {

namespace {

using runtime::Mount;

Mount bind(const char* path, std::vector<std::string> options) {
  Mount mount;
  mount.destination = path;
  mount.type = "bind";
  mount.source = path;
  mount.options = std::move(options);
  return mount;
}

bool is_mapped(const std::vector<runtime::IdMapping>& mappings, std::uint32_t id) {
  return std::any_of(mappings.begin(), mappings.end(), [&](const runtime::IdMapping& mapping) {
    return id >= mapping.container_id && id - mapping.container_id < mapping.size;
  });
}

bool covers(const std::vector<Mount>& mounts, std::string_view destination) {
  return std::any_of(mounts.begin(), mounts.end(),
                     [&](const Mount& mount) { return mount.destination == destination; });
}

// What stays writable in a container whose root is not.
bool is_own(std::string_view destination) {
  return destination == "/proc" || destination == "/dev" || destination == "/dev/pts" || destination == "/dev/shm" ||
         destination == "/dev/mqueue";
}

void adapt(Mount& mount, const Options& options) {
  const std::string destination = mount.destination;
  const bool with_ids = options.id_maps.has_value();
  if (destination == "/dev/shm") {
    if (options.ipc == Ipc::kHost) mount = bind("/dev/shm", {"rbind", "nosuid", "noexec", "nodev"});
    for (std::string& option : mount.options) {
      if (option.starts_with("size=")) option = concat("size=", options.shm_size);
    }
  } else if (destination == "/dev/mqueue" && with_ids && options.ipc == Ipc::kHost) {
    mount = bind("/dev/mqueue", {"rbind", "nosuid", "noexec", "nodev"});
  } else if (destination == "/dev/pts" && with_ids && !is_mapped(options.id_maps->gids, 5)) {
    // The terminals' group is none of the container's.
    std::erase(mount.options, "gid=5");
  } else if (destination == "/sys" && with_ids && options.network == Network::kHost) {
    // A new one needs a network namespace of one's own.
    mount = bind("/sys", {"rbind", "nosuid", "noexec", "nodev", "ro"});
  } else if (destination == "/proc" && with_ids && options.host_pid) {
    mount = bind("/proc", {"rbind", "nosuid", "noexec", "nodev"});
  }
  if (options.privileged && destination.starts_with("/sys")) std::erase(mount.options, "ro");
  const bool is_read_only = std::find(mount.options.begin(), mount.options.end(), "ro") != mount.options.end();
  if (options.read_only && !is_own(destination) && !is_read_only) mount.options.emplace_back("ro");
}

Mount init_mount(const std::string& program) {
  Mount mount;
  mount.destination = kInit;
  mount.type = "bind";
  mount.source = program;
  mount.options = {"bind", "ro", "nosuid", "nodev"};
  return mount;
}

std::ptrdiff_t depth(const Mount& mount) { return std::count(mount.destination.begin(), mount.destination.end(), '/'); }

}  // namespace

std::vector<Mount> container_mounts(const Options& options) {
  std::vector<Mount> mounts;
  for (Mount& mount : default_mounts()) {
    const std::string& destination = mount.destination;
    if (covers(options.mounts, destination)) continue;
    if (destination.starts_with("/dev/") && covers(options.mounts, "/dev")) continue;
    if (destination == "/dev/shm" && options.ipc == Ipc::kNone) continue;
    adapt(mount, options);
    mounts.push_back(std::move(mount));
  }
  if (!options.init_program.empty()) mounts.push_back(init_mount(options.init_program));
  std::vector<Mount> own = options.mounts;
  std::stable_sort(own.begin(), own.end(), [](const Mount& a, const Mount& b) { return depth(a) < depth(b); });
  mounts.insert(mounts.end(), own.begin(), own.end());
  return mounts;
}

}  // namespace spec::bundle
