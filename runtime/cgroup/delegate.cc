// Cgroup: what of it belongs to the container (cgroups(7), "Cgroup delegation").
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "runtime/cgroup/cgroup.h"
#include "runtime/cgroup/folder.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

// The kernel tells which files go with a delegation.
std::vector<std::string> delegated_files() {
  const Result<std::string> text = read_value("/sys/kernel/cgroup", "delegate");
  if (!text) return {"cgroup.procs", "cgroup.threads", "cgroup.subtree_control"};
  return split_words(*text);
}

Result<void> give_folder(const std::string& folder, uid_t uid) {
  constexpr gid_t kSame = static_cast<gid_t>(-1);
  if (::chown(folder.c_str(), uid, kSame) < 0) return fail_errno("chown " + folder);
  for (const std::string& file : delegated_files()) {
    const std::string path = concat(folder, "/", file);
    if (::chown(path.c_str(), uid, kSame) < 0 && errno != ENOENT) return fail_errno("chown " + path);
  }
  return {};
}

}  // namespace

Result<void> Cgroup::give_to(uid_t uid) const {
  if (!is_unified_only(paths()) || paths().empty()) return {};
  return give_folder(paths().at(""), uid);
}

Result<void> Cgroup::add_delegated(const std::string& name, uid_t uid, Entrance& entrance) const {
  const std::vector<std::string> parts = split(name, '/');
  if (name.empty() || std::find(parts.begin(), parts.end(), "..") != parts.end()) {
    return fail(concat("run.oci.delegate-cgroup: invalid `..` component in delegate-cgroup `", name, "`"));
  }
  if (!is_unified_only(paths()) || paths().empty()) return fail("run.oci.delegate-cgroup: needs cgroup v2");
  const std::string& own = paths().at("");
  const std::string folder = concat(own, "/", name);
  TRY(make_dirs(FdRef::cwd(), folder, 0755));
  TRY(give_folder(folder, uid));
  entrance.delegated_procs = TRY(open_at(FdRef::cwd(), folder + "/cgroup.procs", O_WRONLY));
  entrance.subtree_control = TRY(open_at(FdRef::cwd(), own + "/cgroup.subtree_control", O_WRONLY));
  const std::vector<std::string> available = TRY(read_words(own, "cgroup.controllers"));
  for (const std::string& controller : available) {
    entrance.controllers += concat(entrance.controllers.empty() ? "+" : " +", controller);
  }
  return {};
}

}  // namespace runtime::cgroup
