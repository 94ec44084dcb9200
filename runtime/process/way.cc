#include "runtime/process/way.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "runtime/init/join.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::process {

namespace {

using spec::runtime::Linux;
using spec::runtime::NamespaceType;

bool contains(const std::vector<init::JoinedNamespace>& namespaces, NamespaceType type) {
  return std::any_of(namespaces.begin(), namespaces.end(), [&](const auto& joined) { return joined.type == type; });
}

std::string offsets_text(const Linux& linux) {
  std::string text;
  for (const auto& [clock, offset] : linux.time_offsets) {
    text += concat(clock, " ", offset.secs, " ", offset.nanosecs, "\n");
  }
  return text;
}

}  // namespace

bool Way::makes(NamespaceType type) const {
  return (clone_flags & static_cast<std::uint64_t>(type)) != 0 || (type == NamespaceType::kTime && unshare_time);
}

bool Way::joins(NamespaceType type) const { return contains(by_child, type) || contains(by_intermediate, type); }

Result<Way> plan_way(const Linux& linux) {
  Way way;
  for (const spec::runtime::Namespace& wanted : linux.namespaces) {
    if (wanted.path.empty()) {
      way.clone_flags |= static_cast<std::uint64_t>(wanted.type);
      continue;
    }
    init::JoinedNamespace joined;
    joined.type = wanted.type;
    joined.file = TRY_STEP(std::string(init::namespace_name(wanted.type)) + " namespace",
                           open_at(FdRef::cwd(), wanted.path, O_RDONLY));
    way.by_child.push_back(std::move(joined));
  }
  if ((way.clone_flags & static_cast<std::uint64_t>(NamespaceType::kTime)) != 0 && !linux.time_offsets.empty()) {
    way.clone_flags &= ~static_cast<std::uint64_t>(NamespaceType::kTime);
    way.unshare_time = true;
    way.time_offsets = offsets_text(linux);
  }
  const bool before_new_user = way.makes(NamespaceType::kUser) && !way.by_child.empty();
  if (way.joins(NamespaceType::kPid) || way.joins(NamespaceType::kUser) || way.joins(NamespaceType::kTime) ||
      way.unshare_time || before_new_user) {
    way.intermediate = true;
    way.by_intermediate = std::move(way.by_child);
    way.by_child.clear();
  }
  return way;
}

namespace {

struct NamespaceFile {
  const char* name;
  NamespaceType type;
};
constexpr NamespaceFile kNamespaceFiles[] = {{"ipc", NamespaceType::kIpc},     {"mnt", NamespaceType::kMount},
                                             {"net", NamespaceType::kNetwork}, {"pid", NamespaceType::kPid},
                                             {"time", NamespaceType::kTime},   {"user", NamespaceType::kUser},
                                             {"uts", NamespaceType::kUts},     {"cgroup", NamespaceType::kCgroup}};

// 0 where the kernel has no such namespaces.
ino_t namespace_inode(const std::string& process, const char* name) {
  struct stat status;
  return ::stat(("/proc/" + process + "/ns/" + name).c_str(), &status) == 0 ? status.st_ino : 0;
}

}  // namespace

Result<Way> plan_way_into(pid_t pid, FdRef pidfd) {
  Way way;
  way.intermediate = true;  // a pid namespace is entered by a child
  way.container = Fd(::fcntl(pidfd.get(), F_DUPFD_CLOEXEC, 3));
  if (!way.container) return fail_errno("dup");
  const std::string process = std::to_string(pid);
  for (const NamespaceFile& file : kNamespaceFiles) {
    const ino_t theirs = namespace_inode(process, file.name);
    if (theirs == 0 || theirs == namespace_inode("self", file.name)) continue;
    if (file.type == NamespaceType::kUser) way.enters_user_namespace = true;
    if (file.type != NamespaceType::kCgroup) {
      way.container_namespaces |= static_cast<int>(file.type);
      continue;
    }
    // By the child, once it is in its cgroup: from inside, the kernel refuses the way in.
    init::JoinedNamespace joined;
    joined.type = file.type;
    joined.file = TRY(open_at(FdRef::cwd(), "/proc/" + process + "/ns/cgroup", O_RDONLY));
    way.by_child.push_back(std::move(joined));
  }
  return way;
}

}  // namespace runtime::process
