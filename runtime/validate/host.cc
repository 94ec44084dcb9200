#include "runtime/validate/host.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/cgroup/layout.h"
#include "runtime/mount/detached.h"
#include "runtime/resctrl/group.h"
#include "runtime/sys/lsm.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/runtime/number_list.h"

namespace runtime::validate {

namespace {

using spec::runtime::NamespaceType;
using spec::runtime::RlimitType;

// A file of the kernel's, whose size is not known beforehand; "" where it is not there.
std::string content(const std::string& path) {
  const Result<Fd> file = open_at(FdRef::cwd(), path, O_RDONLY | O_NONBLOCK);
  if (!file) return "";
  const Result<std::string> text = read_all(*file, 1 << 20, path);
  return text ? *text : "";
}

std::uint64_t permitted_capabilities() {
  for (const std::string& line : split(content("/proc/self/status"), '\n')) {
    if (line.starts_with("CapPrm:")) return std::strtoull(line.c_str() + 7, nullptr, 16);
  }
  return 0;
}

// "USER:FIRST:COUNT", where USER is a name or a number.
std::vector<IdRange> sub_ids(const char* file, uid_t uid) {
  // From the file: a static program has no name service.
  std::string name;
  for (const std::string& line : split(content("/etc/passwd"), '\n')) {
    const std::vector<std::string> fields = split(line, ':');
    if (fields.size() > 2 && fields[2] == std::to_string(uid)) name = fields[0];
  }
  std::vector<IdRange> ranges;
  for (const std::string& line : split(content(file), '\n')) {
    const std::vector<std::string> fields = split(line, ':');
    if (fields.size() != 3 || (fields[0] != std::to_string(uid) && (name.empty() || fields[0] != name))) continue;
    const auto first = parse_number<std::uint32_t>(fields[1]);
    const auto count = parse_number<std::uint32_t>(fields[2]);
    if (first && count) ranges.push_back({*first, *count});
  }
  return ranges;
}

bool is_installed(const std::string& program) {
  const char* path = ::getenv("PATH");
  for (const std::string& folder : split(path != nullptr ? path : "/usr/sbin:/usr/bin:/sbin:/bin", ':')) {
    if (::access((folder + "/" + program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

std::set<NamespaceType> find_namespaces() {
  constexpr std::pair<const char*, NamespaceType> kFiles[] = {
      {"ipc", NamespaceType::kIpc}, {"mnt", NamespaceType::kMount},    {"net", NamespaceType::kNetwork},
      {"pid", NamespaceType::kPid}, {"time", NamespaceType::kTime},    {"user", NamespaceType::kUser},
      {"uts", NamespaceType::kUts}, {"cgroup", NamespaceType::kCgroup}};
  std::set<NamespaceType> out;
  for (const auto& [file, type] : kFiles) {
    if (::access((std::string("/proc/self/ns/") + file).c_str(), F_OK) == 0) out.insert(type);
  }
  return out;
}

std::map<RlimitType, rlim_t> find_hard_limits() {
  std::map<RlimitType, rlim_t> out;
  for (int resource = 0; resource < static_cast<int>(RLIMIT_NLIMITS); ++resource) {
    rlimit limit = {};
    if (::getrlimit(static_cast<__rlimit_resource>(resource), &limit) == 0) {
      out[static_cast<RlimitType>(resource)] = limit.rlim_max;
    }
  }
  return out;
}

void find_controllers(Host& host) {
  const Result<cgroup::Layout> layout = cgroup::Layout::detect();
  if (!layout) return;
  host.unified = layout->unified_only();
  for (const cgroup::Hierarchy& hierarchy : layout->hierarchies) {
    std::vector<std::string> names = hierarchy.controllers;
    // Beside v1 no limit is set through v2.
    if (host.unified) names = split_words(content(hierarchy.mount_point + "/cgroup.controllers"));
    host.controllers.insert(names.begin(), names.end());
    const bool writable = ::faccessat(AT_FDCWD, hierarchy.own.c_str(), W_OK, AT_EACCESS) == 0;
    if (writable) host.delegated.insert(names.begin(), names.end());
  }
}

std::set<std::string> names_in(const char* folder) {
  const Result<std::vector<std::string>> names = list_dir(FdRef::cwd(), folder);
  return names ? std::set<std::string>(names->begin(), names->end()) : std::set<std::string>();
}

// "hugepages-2048kB" is "2MB" in config.json.
std::set<std::string> find_huge_page_sizes() {
  std::set<std::string> sizes;
  for (const std::string& name : names_in("/sys/kernel/mm/hugepages")) {
    auto size = parse_number<std::uint64_t>(std::string_view(name).substr(10, name.find("kB") - 10)).value_or(0);
    std::size_t unit = 0;
    for (; size >= 1024 && size % 1024 == 0; size /= 1024) ++unit;
    if (unit < 3) sizes.insert(concat(size, "KMG"[unit], 'B'));
  }
  return sizes;
}

std::set<std::uint32_t> numbers_of(const char* file) {
  const auto numbers = spec::runtime::parse_number_list(trim(content(file)));
  return numbers ? std::set<std::uint32_t>(numbers->begin(), numbers->end()) : std::set<std::uint32_t>();
}

// "docker-default (enforce)" a line
std::set<std::string> find_apparmor_profiles() {
  std::set<std::string> names;
  for (const std::string& line : split(content("/sys/kernel/security/apparmor/profiles"), '\n')) {
    const std::size_t end = line.rfind(" (");
    if (end != std::string::npos) names.insert(line.substr(0, end));
  }
  return names;
}

// An ordinary user cannot ask the kernel, which makes file systems in a user namespace only.
Result<void> is_known(const spec::runtime::Mount& mount) {
  if (content("/proc/filesystems").find("\t" + mount.type + "\n") != std::string::npos) return {};
  return fail("file system type \"" + mount.type + "\": No such device");
}

}  // namespace

Host Host::look() {
  Host host;
  host.uid = ::geteuid();
  host.gid = ::getegid();
  host.capabilities = permitted_capabilities();
  host.sub_uids = sub_ids("/etc/subuid", host.uid);
  host.sub_gids = sub_ids("/etc/subgid", host.uid);
  host.maps_ids = is_installed("newuidmap") && is_installed("newgidmap");
  host.namespaces = find_namespaces();
  host.max_user_namespaces =
      parse_number<std::uint64_t>(trim(content("/proc/sys/user/max_user_namespaces"))).value_or(0);
  host.hard_limits = find_hard_limits();
  host.oom_score_adj = parse_number<int>(trim(content("/proc/self/oom_score_adj"))).value_or(0);
  find_controllers(host);
  host.huge_page_sizes = find_huge_page_sizes();
  host.cpus = numbers_of("/sys/devices/system/cpu/online");
  host.memory_nodes = numbers_of("/sys/devices/system/node/online");
  host.network_devices = names_in("/sys/class/net");
  host.selinux = sys::kernel_has_selinux();
  host.apparmor = sys::kernel_has_apparmor();
  host.apparmor_profiles = find_apparmor_profiles();
  host.resctrl = static_cast<bool>(resctrl::find_root());
  host.try_file_system = host.can(CAP_SYS_ADMIN) ? mount::try_file_system : is_known;
  host.has_sysctl = [](const std::string& path) { return ::access(("/proc/sys/" + path).c_str(), F_OK) == 0; };
  return host;
}

}  // namespace runtime::validate
