// The systemd manager: the cgroup is a scope that systemd makes around the
// container's first process, and stops.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>

#include "runtime/cgroup/driver.h"
#include "runtime/cgroup/folder.h"
#include "runtime/cgroup/systemd_helper.h"
#include "runtime/cgroup/unit.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

using spec::runtime::Resources;

// crun's: a cgroup of this name inside the scope, for the container alone.
constexpr const char* kSubgroup = "run.oci.systemd.subgroup";

// Where the user's own systemd has its units, below the v2 hierarchy: our own
// cgroup tells, where it is one of them.
std::string users_folder(const Hierarchy& unified) {
  constexpr std::string_view kService = "/user@";
  const std::size_t service = unified.own.find(kService, unified.mount_point.size());
  if (service != std::string::npos) return unified.own.substr(0, unified.own.find('/', service + 1));
  const std::string uid = std::to_string(::geteuid());
  return concat(unified.mount_point, "/user.slice/user-", uid, ".slice/user@", uid, ".service");
}

// The v2 folder that a process is in, as we see it.
Result<std::string> folder_of(pid_t pid, const Hierarchy& unified) {
  const std::string text = TRY(read_file(concat("/proc/", pid, "/cgroup"), 1 << 20));
  for (const std::string& line : split(text, '\n')) {
    if (line.starts_with("0::/")) return concat(unified.mount_point, line.substr(3));
  }
  return fail(concat("process ", pid, " is in no v2 cgroup"));
}

bool is_systemds(const std::string& hierarchy) { return hierarchy.empty() || hierarchy == "name=systemd"; }

class SystemdDriver : public Driver {
 public:
  Result<Address> plan(const Layout& layout, const Request& request) const override;
  Result<void> make(const Layout& layout, const Request& request, Address& address,
                    std::vector<std::string>& made) override;
  bool needs_process() const override { return true; }
  Result<void> admit(pid_t pid, Address& address, Resources& resources) override;
  Result<void> set(const Address& address, Resources& resources) override;
  Result<void> attach(const Address& address, const std::string& below, pid_t pid) override;
  Result<void> remove(const Address& address) override;

 private:
  Result<const SystemdHelper*> helper();
  Result<std::vector<Property>> properties(pid_t pid, Resources& resources) const;
  Result<void> enter_subgroup(pid_t pid, Address& address) const;
  std::optional<SystemdHelper> helper_;
  Layout layout_;
  Unit unit_;
  std::string id_;
  std::map<std::string, std::string> annotations_;
};

Result<const SystemdHelper*> SystemdDriver::helper() {
  if (!helper_) helper_ = TRY(SystemdHelper::find());
  return &*helper_;
}

Result<Address> SystemdDriver::plan(const Layout& layout, const Request& request) const {
  const SystemdHelper helper = TRY(SystemdHelper::find());
  if (helper.of_user() && !layout.unified_only()) {
    return fail("an ordinary user's systemd has no cgroups on cgroup v1").with_hint("use --cgroup-manager cgroupfs");
  }
  const Unit unit = TRY(parse_unit(request.cgroups_path, request.id, helper.of_user()));
  const std::string slice = TRY(slice_folder(unit.slice));
  const std::string below = concat(slice, "/", unit.name);
  Address address{Manager::kSystemd, unit.name, {}};
  for (const Hierarchy& hierarchy : layout.hierarchies) {
    const std::string folder = (helper.of_user() ? users_folder(hierarchy) : hierarchy.mount_point) + below;
    const bool exists = ::access(folder.c_str(), F_OK) == 0;
    if (exists && is_systemds(hierarchy.name())) {
      return fail(concat("systemd: Unit ", unit.name, " already exists"))
          .with_hint("choose another id, or another linux.cgroupsPath");
    }
    if (!exists) address.paths.emplace(hierarchy.name(), folder);
  }
  return address;
}

// Of v1 the hierarchies that systemd does not care for; the rest comes with the scope.
Result<void> SystemdDriver::make(const Layout& layout, const Request& request, Address& address,
                                 std::vector<std::string>& made) {
  TRY(helper());
  layout_ = layout;
  id_ = request.id;
  annotations_ = request.annotations;
  unit_ = TRY(parse_unit(request.cgroups_path, request.id, helper_->of_user()));
  address = TRY(plan(layout, request));
  const std::string slice = TRY(slice_folder(unit_.slice));
  for (const Hierarchy& hierarchy : layout.hierarchies) {
    if (is_systemds(hierarchy.name())) continue;
    TRY(make_folder(hierarchy, concat(hierarchy.mount_point, slice, "/", unit_.name), made));
  }
  return {};
}

Result<std::vector<Property>> SystemdDriver::properties(pid_t pid, Resources& resources) const {
  const bool unified = layout_.unified_only();
  const Variant yes{"b", {"true"}};
  std::vector<Property> all = {{"Description", {"s", {"container " + id_}}},
                               {"Slice", {"s", {unit_.slice}}},
                               {"Delegate", yes},
                               {"PIDs", {"au", {"1", std::to_string(pid)}}},
                               {"MemoryAccounting", yes},
                               {"CPUAccounting", yes},
                               {unified ? "IOAccounting" : "BlockIOAccounting", yes},
                               {"TasksAccounting", yes},
                               {"DefaultDependencies", {"b", {"false"}}},
                               {"CollectMode", {"s", {"inactive-or-failed"}}, true}};
  const auto add = [&](std::vector<Property> more) { std::move(more.begin(), more.end(), std::back_inserter(all)); };
  std::vector<Property> limits = TRY(limit_properties(unified, resources));
  add(std::move(limits));
  if (!helper_->of_user()) {
    std::vector<Property> devices = TRY(device_properties(resources.devices));
    add(std::move(devices));
  }
  // The last word is config.json's.
  std::vector<Property> annotated = TRY(annotation_properties(annotations_));
  add(std::move(annotated));
  return all;
}

Result<void> SystemdDriver::admit(pid_t pid, Address& address, Resources& resources) {
  const std::vector<Property> wanted = TRY(properties(pid, resources));
  TRY(helper_->start(unit_.name, wanted));
  if (const Hierarchy* unified = layout_.unified(); layout_.unified_only()) {
    address.paths[""] = TRY(folder_of(pid, *unified));
    TRY(enter_subgroup(pid, address));
  }
  return {};
}

Result<void> SystemdDriver::enter_subgroup(pid_t pid, Address& address) const {
  const auto name = annotations_.find(kSubgroup);
  if (name == annotations_.end() || name->second.empty()) return {};
  if (name->second.find('/') != std::string::npos || name->second.starts_with('.')) {
    return fail(concat("annotation ", kSubgroup, ": \"", name->second, "\" is not a folder's name"));
  }
  const std::string scope = address.paths[""];
  const std::string folder = scope + "/" + name->second;
  if (::mkdir(folder.c_str(), 0755) < 0) return fail_errno("mkdir " + folder);
  TRY(write_value(folder, "cgroup.procs", std::to_string(pid)));
  TRY(enable_controllers(scope));
  address.paths[""] = folder;
  return {};
}

Result<void> SystemdDriver::set(const Address& address, Resources& resources) {
  const SystemdHelper* helper = TRY(this->helper());
  std::vector<Property> changed = TRY(limit_properties(is_unified_only(address.paths), resources));
  if (!resources.devices.empty() && !helper->of_user()) {
    std::vector<Property> devices = TRY(device_properties(resources.devices));
    std::move(devices.begin(), devices.end(), std::back_inserter(changed));
  }
  return helper->set(address.unit, changed);
}

Result<void> SystemdDriver::attach(const Address& address, const std::string& below, pid_t pid) {
  const SystemdHelper* helper = TRY(this->helper());
  return helper->attach(address.unit, below, pid);
}

// A scope ends with its last process, or when it is stopped.
Result<void> SystemdDriver::remove(const Address& address) {
  Result<void> stopped;
  for (const auto& [name, folder] : address.paths) {
    if (!is_systemds(name) || ::access(folder.c_str(), F_OK) < 0) continue;
    const Result<const SystemdHelper*> helper = this->helper();
    stopped = helper ? (*helper)->stop(address.unit) : Result<void>(helper.error());
    break;
  }
  Result<void> removed = remove_folders(address.paths);
  return removed ? removed : stopped ? removed : stopped;
}

}  // namespace

std::unique_ptr<Driver> systemd_driver() { return std::make_unique<SystemdDriver>(); }

}  // namespace runtime::cgroup
