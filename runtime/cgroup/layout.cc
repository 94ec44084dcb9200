#include "runtime/cgroup/layout.h"

#include <algorithm>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

struct MountLine {
  bool unified = false;
  std::string root;
  std::string point;
  std::vector<std::string> options;  // of the super block: the controllers are among them
};

// mountinfo writes blanks and backslashes as \040.
std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code = text[i] == '\\' ? parse_octal(text.substr(i + 1, 3)) : std::nullopt;
    out += code ? static_cast<char>(*code) : text[i];
    if (code) i += 3;
  }
  return out;
}

// proc_pid_mountinfo(5): ID PARENT DEV ROOT POINT OPTIONS [FIELD...] - TYPE SOURCE SUPER_OPTIONS
std::vector<MountLine> cgroup_mounts(std::string_view mountinfo) {
  std::vector<MountLine> mounts;
  for (const std::string& line : split(mountinfo, '\n')) {
    const std::size_t dash = line.find(" - cgroup");
    if (dash == std::string::npos) continue;
    const std::vector<std::string> front = split_words(line.substr(0, dash));
    const std::vector<std::string> back = split_words(line.substr(dash + 3));
    if (front.size() < 6 || back.size() < 3) continue;
    if (back[0] != "cgroup" && back[0] != "cgroup2") continue;
    mounts.push_back({back[0] == "cgroup2", unescape(front[3]), unescape(front[4]), split(back[2], ',')});
  }
  return mounts;
}

// A hierarchy may be mounted in several places (a container's root file system
// on the host): the usual place is preferred, then the first.
const MountLine* find_mount(const std::vector<MountLine>& mounts, const Hierarchy& hierarchy) {
  const MountLine* found = nullptr;
  for (const MountLine& mount : mounts) {
    if (mount.unified != hierarchy.unified) continue;
    const bool all = std::all_of(hierarchy.controllers.begin(), hierarchy.controllers.end(), [&](const auto& name) {
      return std::find(mount.options.begin(), mount.options.end(), name) != mount.options.end();
    });
    if (!all) continue;
    if (mount.point.starts_with("/sys/fs/cgroup")) return &mount;
    if (found == nullptr) found = &mount;
  }
  return found;
}

// Our own cgroup below the mount point. The mount's root is not "/" where an
// engine has mounted a part of the hierarchy into a container; a path that is
// outside of it cannot be reached, so the mount point is as near as we get.
std::string own_folder(const MountLine& mount, const std::string& path) {
  std::string_view below = path;
  if (mount.root != "/") {
    if (!below.starts_with(mount.root)) return mount.point;
    below.remove_prefix(mount.root.size());
    if (!below.empty() && below[0] != '/') return mount.point;
  }
  if (below.empty() || below == "/" || below.starts_with("/..")) return mount.point;
  return concat(mount.point, below);
}

}  // namespace

bool Hierarchy::has(std::string_view controller) const {
  return std::find(controllers.begin(), controllers.end(), controller) != controllers.end();
}

std::string Hierarchy::name() const { return join(controllers, ","); }

bool Layout::unified_only() const {
  const auto has_controller = [](const Hierarchy& hierarchy) {
    return !hierarchy.unified && !hierarchy.controllers[0].starts_with("name=");
  };
  return unified() != nullptr && std::none_of(hierarchies.begin(), hierarchies.end(), has_controller);
}

const Hierarchy* Layout::find(std::string_view controller) const {
  for (const Hierarchy& hierarchy : hierarchies) {
    if (hierarchy.has(controller)) return &hierarchy;
  }
  return nullptr;
}

const Hierarchy* Layout::unified() const {
  for (const Hierarchy& hierarchy : hierarchies) {
    if (hierarchy.unified) return &hierarchy;
  }
  return nullptr;
}

Result<Layout> Layout::detect() {
  constexpr std::uint64_t kMax = 16 << 20;  // thousands of mounts
  const std::string mountinfo = TRY(read_file("/proc/self/mountinfo", kMax));
  const std::string own = TRY(read_file("/proc/self/cgroup", kMax));
  return parse(mountinfo, own);
}

// cgroups(7): each line of /proc/self/cgroup is ID:CONTROLLERS:PATH; v2's is 0::PATH.
Result<Layout> Layout::parse(std::string_view mountinfo, std::string_view own_cgroups) {
  const std::vector<MountLine> mounts = cgroup_mounts(mountinfo);
  Layout layout;
  for (const std::string& line : split(own_cgroups, '\n')) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    Hierarchy hierarchy;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    hierarchy.unified = controllers.empty();
    if (!hierarchy.unified) hierarchy.controllers = split(controllers, ',');
    const MountLine* mount = find_mount(mounts, hierarchy);
    if (mount == nullptr) continue;
    hierarchy.mount_point = mount->point;
    hierarchy.own = own_folder(*mount, line.substr(second + 1));
    layout.hierarchies.push_back(std::move(hierarchy));
  }
  if (layout.hierarchies.empty()) {
    return fail("no cgroup hierarchy is mounted").with_hint("mount -t cgroup2 none /sys/fs/cgroup");
  }
  return layout;
}

Result<std::string> container_folder(const Layout& layout, const Hierarchy& hierarchy, std::string_view cgroups_path,
                                     std::string_view id) {
  const std::string_view path = cgroups_path.empty() ? id : cgroups_path;
  std::string below;
  for (const std::string& part : split(path, '/')) {
    if (part == "..") return fail(concat("cgroupsPath \"", path, "\" contains \"..\""));
    if (!part.empty() && part != ".") below += "/" + part;
  }
  if (path.starts_with('/')) return hierarchy.mount_point + below;
  std::string base = hierarchy.own;
  if (layout.unified_only() && base != hierarchy.mount_point) base.erase(base.rfind('/'));
  return base + below;
}

}  // namespace runtime::cgroup
