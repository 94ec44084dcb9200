#include "runtime/checkpoint/external.h"

#include <sys/stat.h>

#include <algorithm>

#include "runtime/checkpoint/criu.h"
#include "runtime/init/join.h"
#include "runtime/mount/options.h"
#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/text.h"

namespace runtime::checkpoint {

namespace {

using spec::runtime::Config;
using spec::runtime::Mount;
using spec::runtime::Namespace;
using spec::runtime::NamespaceType;

constexpr const char* kNull = "/dev/null";
// Bound from the host in a user namespace, where nodes cannot be made.
constexpr const char* kBoundDevices[] = {"/dev/null",   "/dev/zero",    "/dev/full",
                                         "/dev/random", "/dev/urandom", "/dev/tty"};

bool is_bind(const Mount& mount) { return mount::parse_options(mount.options).bind; }

bool is_cgroup(const Mount& mount) { return !is_bind(mount) && (mount.type == "cgroup" || mount.type == "cgroup2"); }

bool has_namespace(const Config& config, NamespaceType type) {
  const std::vector<Namespace>& all = config.linux.namespaces;
  return std::any_of(all.begin(), all.end(), [&](const Namespace& one) { return one.type == type; });
}

std::vector<std::string> bound_devices(const Config& config) {
  std::vector<std::string> paths;
  if (!has_namespace(config, NamespaceType::kUser)) return paths;
  paths.assign(std::begin(kBoundDevices), std::end(kBoundDevices));
  for (const spec::runtime::Device& device : config.linux.devices) paths.push_back(clean_destination(device.path));
  return paths;
}

// Where a mount on `path` really is; nothing where there is no such file.
Result<std::optional<std::string>> find_in(FdRef root, const std::string& path) {
  const Result<Fd> file = open_in_root(root, path, O_PATH);
  if (!file && (file.error().number == ENOENT || file.error().number == ENOTDIR)) return std::optional<std::string>();
  if (!file) return file.error();
  return std::optional(describe_fd(*file));
}

Result<void> add_masked(FdRef root, const std::string& path, std::vector<ExternalMount>& mounts) {
  const Result<Fd> file = open_in_root(root, path, O_PATH);
  if (!file && (file.error().number == ENOENT || file.error().number == ENOTDIR)) return {};
  if (!file) return file.error();
  struct stat status;
  if (::fstat(file->get(), &status) < 0) return fail_errno(path);
  // A folder's mask is a tmpfs, which CRIU saves.
  if (S_ISCHR(status.st_mode)) mounts.push_back({describe_fd(*file), kNull});
  return {};
}

// The two that a container may share without CRIU's looking into them, by the names that
// runc and crun give them, too. Others are joined by path.
struct ExternalNamespace {
  NamespaceType type;
  const char* file;
  const char* name;
};
constexpr ExternalNamespace kExternalNamespaces[] = {{NamespaceType::kNetwork, "net", "extRootNetNS"},
                                                     {NamespaceType::kPid, "pid", "extRootPidNS"}};

const ExternalNamespace* find_external(const Namespace& wanted) {
  for (const ExternalNamespace& external : kExternalNamespaces) {
    if (wanted.type == external.type && !wanted.path.empty()) return &external;
  }
  return nullptr;
}

const char* joined_name(NamespaceType type) {
  return type == NamespaceType::kMount ? "mnt" : init::namespace_name(type);
}

}  // namespace

std::string clean_destination(const std::string& path) {
  std::vector<std::string> parts;
  for (std::string& part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(std::move(part));
    } else if (!parts.empty()) {
      parts.pop_back();
    }
  }
  return "/" + join(parts, "/");
}

cgroup::Paths cgroup_mounts(const Config& config, const cgroup::Layout& layout, const cgroup::Paths& paths) {
  cgroup::Paths mounts;
  if (layout.unified_only() || has_namespace(config, NamespaceType::kCgroup)) return mounts;
  for (const Mount& mount : config.mounts) {
    if (!is_cgroup(mount)) continue;
    for (const cgroup::Hierarchy& hierarchy : layout.hierarchies) {
      const auto own = paths.find(hierarchy.name());
      if (own == paths.end()) continue;
      const std::string name = hierarchy.mount_point.substr(hierarchy.mount_point.rfind('/') + 1);
      mounts.emplace(clean_destination(mount.destination + "/" + name),
                     hierarchy.unified ? hierarchy.mount_point : own->second);
    }
  }
  return mounts;
}

Result<std::vector<ExternalMount>> mounts_to_dump(const Config& config, FdRef root, const cgroup::Paths& cgroups) {
  std::vector<std::string> names = bound_devices(config);
  for (const Mount& mount : config.mounts) {
    if (is_bind(mount)) names.push_back(clean_destination(mount.destination));
  }
  for (const auto& [name, folder] : cgroups) names.push_back(name);
  std::vector<ExternalMount> mounts;
  for (const std::string& name : names) {
    if (name == "/") continue;  // the root is CRIU's own matter
    const std::optional<std::string> place = TRY(find_in(root, name));
    if (place) mounts.push_back({*place, name});
  }
  for (const std::string& path : config.linux.masked_paths) TRY_STEP(path, add_masked(root, path, mounts));
  return mounts;
}

Result<std::vector<ExternalMount>> mounts_to_restore(const Config& config, const std::string& bundle,
                                                     const cgroup::Paths& cgroups) {
  std::vector<ExternalMount> mounts;
  for (const Mount& mount : config.mounts) {
    const mount::Options options = mount::parse_options(mount.options);
    const std::string name = clean_destination(mount.destination);
    if (!options.bind || name == "/") continue;
    if (options.nofollow_source || options.idmap || !mount.uid_mappings.empty()) {
      return fail(mount.destination + ": criu can restore neither an idmapped mount nor one of a link");
    }
    mounts.push_back({name, mount.source.front() == '/' ? mount.source : bundle + "/" + mount.source});
  }
  for (const std::string& path : bound_devices(config)) mounts.push_back({path, path});
  for (const auto& [name, folder] : cgroups) mounts.push_back({name, folder});
  if (!config.linux.masked_paths.empty()) mounts.push_back({kNull, kNull});
  return mounts;
}

Result<std::vector<std::string>> namespaces_to_dump(const Config& config, pid_t pid) {
  std::vector<std::string> names;
  for (const Namespace& wanted : config.linux.namespaces) {
    const ExternalNamespace* external = find_external(wanted);
    if (external == nullptr) continue;
    // The process's own: the path may be gone.
    const std::string file = concat("/proc/", pid, "/ns/", external->file);
    struct stat status;
    if (::stat(file.c_str(), &status) < 0) return fail_errno(file);
    names.push_back(concat(external->file, "[", status.st_ino, "]:", external->name));
  }
  return names;
}

Result<void> namespaces_to_restore(const Config& config, Options& options, std::vector<Fd>& files) {
  for (const Namespace& wanted : config.linux.namespaces) {
    if (wanted.path.empty()) continue;
    if (wanted.type == NamespaceType::kCgroup) {
      return fail("criu cannot restore a container into a cgroup namespace that exists");
    }
    const ExternalNamespace* external = find_external(wanted);
    if (external == nullptr) {
      options.joined.push_back({joined_name(wanted.type), wanted.path});
      continue;
    }
    const int place = kFirstInherited + static_cast<int>(files.size());
    files.push_back(TRY_STEP(std::string(external->file) + " namespace", open_at(FdRef::cwd(), wanted.path, O_RDONLY)));
    options.inherited.push_back({external->name, place});
  }
  return {};
}

}  // namespace runtime::checkpoint
