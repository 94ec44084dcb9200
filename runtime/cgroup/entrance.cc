#include "runtime/cgroup/entrance.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "runtime/cgroup/cgroup.h"
#include "runtime/cgroup/folder.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

// The v2 path of a process, as /proc tells it; "" where there is none.
std::string unified_path(pid_t pid) {
  const auto text = read_file(concat("/proc/", pid, "/cgroup"), 1 << 20);
  if (!text) return "";
  for (const std::string& line : split(*text, '\n')) {
    if (line.starts_with("0::/")) return line.substr(3);
  }
  return "";
}

// The v2 folder that process `pid` is in, if that is below `folder`, else "".
// /proc/PID/cgroup begins at our cgroup namespace's root, `folder` at ours of
// the file system: what they have in common is the longest end of the one that
// the other begins with.
std::string folder_below(const std::string& path, const std::string& folder) {
  for (std::size_t at = 0; at != std::string::npos; at = folder.find('/', at + 1)) {
    const std::string common = folder.substr(at) + "/";
    if (!path.starts_with(common)) continue;
    std::string inner = concat(folder, "/", path.substr(common.size()));
    return ::access(inner.c_str(), F_OK) == 0 ? inner : "";
  }
  return "";
}

// The same as seen from `folder`: "" or "/inner".
std::string below(const std::string& path, const std::string& folder) {
  const std::string inner = folder_below(path, folder);
  return inner.size() > folder.size() ? inner.substr(folder.size()) : "";
}

// Where the container's first process has gone, out of the folder that it was made in.
Result<Fd> open_elsewhere(const std::string& path) {
  const Layout layout = TRY(Layout::detect());
  if (path.empty() || layout.unified() == nullptr) return fail("the container's cgroup is gone");
  return open_dir(FdRef::cwd(), layout.unified()->mount_point + path, O_PATH);
}

Result<void> open_unified(const std::string& folder, pid_t init, Entrance& out) {
  const std::string path = unified_path(init);
  Result<Fd> own = open_dir(FdRef::cwd(), folder, O_PATH);
  if (!own && own.error().number == ENOENT) own = open_elsewhere(path);
  if (!own) return std::move(own).error();
  out.clone_into = std::move(*own);
  if (const std::string inner = folder_below(path, folder); !inner.empty()) {
    out.clone_into_instead = TRY(open_dir(FdRef::cwd(), inner, O_PATH));
  }
  return {};
}

// Whether an ordinary user may move a process of his from where we are: he
// needs leave in the cgroup that is above both.
bool may_move_to(const std::string& folder) {
  if (::geteuid() == 0) return true;
  const auto layout = Layout::detect();
  const Hierarchy* unified = layout ? layout->unified() : nullptr;
  if (unified == nullptr) return true;
  std::size_t common = 0;
  for (std::size_t at = 0; at != std::string::npos; at = folder.find('/', at + 1)) {
    if ((unified->own + "/").compare(0, at + 1, folder, 0, at + 1) != 0) break;
    common = at;
  }
  return ::access((folder.substr(0, common) + "/cgroup.procs").c_str(), W_OK) == 0;
}

constexpr const char* kJoin = "adding pid of the process to cgroups";

// What `subs` says of a hierarchy; nullptr: nothing.
const std::string* find_sub(const SubCgroups& subs, const std::string& hierarchy) {
  for (const std::string& controller : split(hierarchy, ',')) {
    if (const auto found = subs.find(controller); found != subs.end()) return &found->second;
  }
  const auto any = subs.find("");
  return any == subs.end() ? nullptr : &any->second;
}

Result<void> check_controllers(const SubCgroups& subs, const Paths& paths) {
  for (const auto& [controller, path] : subs) {
    if (!controller.empty() && find_folder(paths, controller) == nullptr) {
      return fail(concat("--cgroup: unknown controller ", controller));
    }
  }
  return {};
}

}  // namespace

Result<SubCgroups> parse_sub_cgroups(const std::vector<std::string>& arguments) {
  SubCgroups subs;
  for (const std::string& argument : arguments) {
    const std::size_t colon = argument.find(':');
    const std::string path = colon == std::string::npos ? argument : argument.substr(colon + 1);
    const std::vector<std::string> parts = split(path, '/');
    if (std::find(parts.begin(), parts.end(), "..") != parts.end()) {
      return fail(concat("--cgroup: bad sub cgroup path `", path, "`: `..` components are not allowed"));
    }
    if (colon == std::string::npos && arguments.size() != 1) {
      return fail(concat("--cgroup ", argument, ": a \"controller:\" is missing, as there are several"));
    }
    for (const std::string& name :
         colon == std::string::npos ? std::vector<std::string>{""} : split(argument.substr(0, colon), ',')) {
      if (name.empty() && colon != std::string::npos) return fail(concat("--cgroup ", argument, ": no controller"));
      if (!subs.emplace(name, path).second) return fail(concat("--cgroup: ", name, " is there twice"));
    }
  }
  return subs;
}

Result<void> Entrance::enter() const {
  // A single thread that moves itself through `tasks` is spared the wait that
  // cgroup.procs and other processes' pids have.
  for (const Fd& fd : tasks) {
    if (::write(fd.get(), "0", 1) < 0) return fail_errno("join " + describe_fd(fd));
  }
  return {};
}

Result<void> Entrance::delegate() const {
  if (!delegated_procs) return {};
  if (::write(delegated_procs.get(), "0", 1) < 0) return fail_errno("join " + describe_fd(delegated_procs));
  if (controllers.empty()) return {};
  if (::write(subtree_control.get(), controllers.data(), controllers.size()) < 0) {
    return fail_errno(concat("set ", describe_fd(subtree_control), " to ", controllers));
  }
  return {};
}

Result<Entrance> Cgroup::entrance() const {
  Entrance entrance;
  entrance.moved = needs_process();
  for (const auto& [name, folder] : paths()) {
    if (entrance.moved && (name.empty() || name == "name=systemd")) continue;
    if (name.empty()) {
      entrance.clone_into = TRY(open_dir(FdRef::cwd(), folder, O_PATH));
    } else {
      Fd tasks = TRY(open_at(FdRef::cwd(), folder + "/tasks", O_WRONLY));
      entrance.tasks.push_back(std::move(tasks));
    }
  }
  return entrance;
}

Result<Entrance> Cgroup::entrance_beside(pid_t init, const SubCgroups& subs) const {
  TRY(check_controllers(subs, paths()));
  Entrance entrance;
  bool found = subs.empty();
  Error missing;
  for (const auto& [name, folder] : paths()) {
    const std::string* sub = find_sub(subs, name);
    const bool everywhere = sub != nullptr && subs.contains("");
    std::string at = sub == nullptr ? folder : concat(folder, "/", *sub);
    if (::access(at.c_str(), F_OK) == 0) {
      found = true;
    } else if (everywhere) {
      // It may be a part of only some of v1's hierarchies.
      missing = fail_errno(at).step(kJoin);
      at = folder;
    }
    if (name.empty() && address_.manager == Manager::kSystemd && !may_move_to(folder)) {
      entrance.moved = true;
      entrance.moved_below = sub == nullptr ? below(unified_path(init), folder) : "/" + *sub;
    } else if (name.empty() && sub == nullptr) {
      TRY_STEP(kJoin, open_unified(folder, init, entrance));
    } else if (name.empty()) {
      entrance.clone_into = TRY_STEP(kJoin, open_dir(FdRef::cwd(), at, O_PATH));
    } else {
      Fd tasks = TRY_STEP(kJoin, open_at(FdRef::cwd(), at + "/tasks", O_WRONLY));
      entrance.tasks.push_back(std::move(tasks));
    }
  }
  if (!found && !paths().empty()) return missing;
  return entrance;
}

}  // namespace runtime::cgroup
