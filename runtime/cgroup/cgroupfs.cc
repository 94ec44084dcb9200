// The cgroupfs manager: folders that we make ourselves.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "runtime/cgroup/driver.h"
#include "runtime/cgroup/folder.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

// A new v1 cpuset has no CPU and no memory node, and nothing can join it; nor
// can it have what its parent, made by another tool, lacks.
// (cgroup.clone_children in the parent would do this, but is not ours to set.)
Result<void> inherit_cpuset(const Hierarchy& hierarchy, const std::string& folder) {
  const std::string parent = folder.substr(0, folder.rfind('/'));
  for (const char* file : {"cpuset.cpus", "cpuset.mems"}) {
    std::string value = TRY(read_value(parent, file));
    if (value.empty() && parent.size() > hierarchy.mount_point.size()) {
      TRY(inherit_cpuset(hierarchy, parent));
      value = TRY(read_value(parent, file));
    }
    TRY(write_value(folder, file, value));
  }
  return {};
}

Error not_made(const std::string& folder) {
  Error error = fail_errno("mkdir " + folder);
  if (error.number == EROFS || error.number == EACCES || error.number == EPERM) {
    error.hint = "a container needs a cgroup, and this runtime may not make one here";
  }
  return error;
}

}  // namespace

Result<void> make_folder(const Hierarchy& hierarchy, const std::string& folder, std::vector<std::string>& made) {
  if (::mkdir(folder.c_str(), 0755) < 0) {
    if (errno == EEXIST) return {};
    if (errno != ENOENT || folder.size() <= hierarchy.mount_point.size()) return not_made(folder);
    TRY(make_folder(hierarchy, folder.substr(0, folder.rfind('/')), made));
    if (::mkdir(folder.c_str(), 0755) < 0 && errno != EEXIST) return not_made(folder);
  }
  made.push_back(folder);
  if (hierarchy.has("cpuset")) TRY(inherit_cpuset(hierarchy, folder));
  return {};
}

// One that cannot be enabled is no error until a limit needs it.
Result<void> enable_controllers(const std::string& folder) {
  const std::vector<std::string> available = TRY(read_words(folder, "cgroup.controllers"));
  const std::vector<std::string> enabled = TRY(read_words(folder, "cgroup.subtree_control"));
  std::vector<std::string> missing;
  for (const std::string& name : available) {
    if (std::find(enabled.begin(), enabled.end(), name) == enabled.end()) missing.push_back("+" + name);
  }
  if (missing.empty() || write_value(folder, "cgroup.subtree_control", join(missing, " "))) return {};
  for (const std::string& name : missing) (void)write_value(folder, "cgroup.subtree_control", name);
  return {};
}

namespace {

Result<void> enable_controllers_above(const std::string& mount_point, const std::string& folder) {
  for (std::size_t end = mount_point.size(); end != std::string::npos && end < folder.size();
       end = folder.find('/', end + 1)) {
    TRY(enable_controllers(folder.substr(0, end)));
  }
  return {};
}

Result<void> refuse_used(const std::string& folder) {
  const std::vector<pid_t> pids = TRY(processes(folder));
  if (pids.empty()) {
    const Result<std::string> v1 = read_value(folder, "freezer.state");
    const Result<std::string> v2 = read_value(folder, "cgroup.freeze");
    if ((v1 && *v1 != "THAWED") || (v2 && *v2 == "1")) {
      return fail(folder + ": container's cgroup unexpectedly frozen").with_hint("thaw it, or choose another");
    }
    return {};
  }
  return fail(concat(folder, ": container's cgroup is not empty: ", pids.size(), " processes"))
      .with_hint("a container needs a cgroup of its own: choose another linux.cgroupsPath");
}

// A hierarchy that does not let an ordinary user make anything.
bool may_be_left_out(const Request& request, const Error& error) {
  return request.rootless && request.cgroups_path.empty() &&
         (error.number == EACCES || error.number == EPERM || error.number == EROFS || error.number == ENOENT);
}

class CgroupfsDriver : public Driver {
 public:
  Result<Address> plan(const Layout& layout, const Request& request) const override;
  Result<void> make(const Layout& layout, const Request& request, Address& address,
                    std::vector<std::string>& made) override;
};

Result<Address> CgroupfsDriver::plan(const Layout& layout, const Request& request) const {
  Address address;
  for (const Hierarchy& hierarchy : layout.hierarchies) {
    std::string folder = TRY(container_folder(layout, hierarchy, request.cgroups_path, request.id));
    if (::access(folder.c_str(), F_OK) < 0) address.paths.emplace(hierarchy.name(), std::move(folder));
  }
  return address;
}

Result<void> CgroupfsDriver::make(const Layout& layout, const Request& request, Address& address,
                                  std::vector<std::string>& made) {
  for (const Hierarchy& hierarchy : layout.hierarchies) {
    const std::string folder = TRY(container_folder(layout, hierarchy, request.cgroups_path, request.id));
    if (Result<void> done = make_folder(hierarchy, folder, made); !done) {
      if (may_be_left_out(request, done.error())) continue;
      return done;
    }
    const bool is_new = !made.empty() && made.back() == folder;
    if (!is_new) TRY(refuse_used(folder));
    // The folders are there and empty: that is when v2 lets controllers be enabled.
    if (layout.unified_only() && hierarchy.unified) {
      TRY(enable_controllers_above(hierarchy.mount_point, folder));
    }
    address.paths.emplace(hierarchy.name(), folder);
  }
  return {};
}

}  // namespace

std::unique_ptr<Driver> cgroupfs_driver() { return std::make_unique<CgroupfsDriver>(); }

}  // namespace runtime::cgroup
