#include "runtime/container/new_cgroup.h"

#include <unistd.h>

#include <algorithm>

#include "runtime/container/annotations.h"

namespace runtime::container {

namespace {

using spec::runtime::NamespaceType;

// Who is root in a user namespace with these mappings, as we see him.
uid_t root_id(const std::vector<spec::runtime::IdMapping>& mappings) {
  for (const spec::runtime::IdMapping& mapping : mappings) {
    if (mapping.container_id == 0) return mapping.host_id;
  }
  return ::geteuid();
}

}  // namespace

cgroup::Request CgroupMaker::request() const {
  return {.manager = options_.cgroup_manager,
          .id = options_.id,
          .cgroups_path = config_.linux.cgroups_path,
          .annotations = config_.annotations,
          .rootless = options_.rootless_cgroups};
}

Result<cgroup::Address> CgroupMaker::plan() {
  layout_ = TRY(cgroup::Layout::detect());
  return cgroup::Cgroup::plan(layout_, request());
}

Result<cgroup::Cgroup> CgroupMaker::make() {
  cgroup::Cgroup cgroup = TRY(cgroup::Cgroup::make(layout_, request()));
  if (!cgroup.needs_process()) TRY(cgroup.apply(config_.linux.resources));
  plan_.entrance = TRY(cgroup.entrance());
  if (!cgroup.needs_process()) TRY(delegate(cgroup));
  plan_.cgroup_layout = &layout_;
  plan_.cgroup_paths = cgroup.paths();
  return cgroup;
}

Result<void> CgroupMaker::admit(cgroup::Cgroup& cgroup, pid_t pid) {
  if (is_annotated(config_.annotations, "delegate-cgroup")) {
    return fail("annotation run.oci.delegate-cgroup: not with the systemd manager")
        .with_hint("run.oci.systemd.subgroup makes a cgroup inside of the scope");
  }
  TRY(cgroup.admit(pid, config_.linux.resources));
  return delegate(cgroup);
}

// A part of it where an annotation asks for that; else the whole where the
// container's root could use it: a user namespace, a cgroup namespace, and
// cgroups mounted writable.
Result<void> CgroupMaker::delegate(const cgroup::Cgroup& cgroup) {
  const uid_t root = way_.makes(NamespaceType::kUser) ? root_id(config_.linux.uid_mappings) : 0;
  if (is_annotated(config_.annotations, "delegate-cgroup")) {
    return cgroup.add_delegated(annotation(config_.annotations, "delegate-cgroup"), root, plan_.entrance);
  }
  const auto is_writable = [](const spec::runtime::Mount& mount) {
    return (mount.type == "cgroup" || mount.type == "cgroup2") &&
           std::find(mount.options.begin(), mount.options.end(), "ro") == mount.options.end();
  };
  const bool usable = way_.makes(NamespaceType::kUser) && plan_.new_cgroup_namespace && ::geteuid() == 0 &&
                      std::any_of(config_.mounts.begin(), config_.mounts.end(), is_writable);
  return usable ? cgroup.give_to(root) : Result<void>();
}

}  // namespace runtime::container
