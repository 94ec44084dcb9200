#include "runtime/container/container_plan.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/container/annotations.h"
#include "runtime/sys/socket.h"
#include "spec/base/file.h"

namespace runtime::container {

namespace {

using spec::runtime::NamespaceType;

void fill_namespaces(process::Way& way, init::ContainerPlan& plan) {
  plan.new_mount_namespace = way.makes(NamespaceType::kMount);
  plan.joined_mount_namespace = way.joins(NamespaceType::kMount);
  plan.new_cgroup_namespace = way.makes(NamespaceType::kCgroup);
  plan.map_ids = way.makes(NamespaceType::kUser);
  plan.mapped_by_user = plan.map_ids && ::geteuid() != 0;
  plan.user_namespace = plan.map_ids || way.joins(NamespaceType::kUser);
  plan.join = std::move(way.by_child);
  // Its root is the cgroup that its maker is in: the child unshares it, later.
  way.clone_flags &= ~static_cast<std::uint64_t>(NamespaceType::kCgroup);
}

Result<Fd> make_fifo(FdRef folder, const char* name) {
  if (::mkfifoat(folder.get(), name, 0600) < 0) return fail_errno(name);
  // Both ends: opening never waits, and reading never sees an end.
  return open_at(folder, name, O_RDWR);
}

}  // namespace

Result<void> fill_plan(const CreateOptions& options, const Bundle& bundle, process::Way& way,
                       init::ContainerPlan& plan) {
  static const spec::runtime::Process kNone;
  const spec::runtime::Config& config = bundle.config;
  plan.config = &config;
  plan.process = config.process ? &*config.process : &kNone;
  plan.bundle = bundle.path;
  plan.rootfs = bundle.rootfs;
  plan.container_id = options.id;
  plan.personality = config.linux.personality;
  plan.memory_policy = config.linux.memory_policy;
  plan.trees.resize(config.mounts.size());
  fill_namespaces(way, plan);
  plan.keep_groups = is_annotated(config.annotations, "keep_original_groups");
  plan.new_keyring = !options.no_new_keyring;
  plan.no_pivot = options.no_pivot;
  plan.preserve_fds = options.preserve_fds;
  plan.listen_fds = options.listen_fds;
  plan.tell_mounted = !config.hooks.prestart.empty() || !config.hooks.create_runtime.empty();
  plan.state.oci_version = spec::runtime::kVersion;
  plan.state.id = options.id;
  plan.state.bundle = bundle.path;
  plan.state.annotations = config.annotations;
  if (!options.console_socket.empty()) {
    plan.console_socket = TRY_STEP("console socket", sys::connect_to(options.console_socket));
  }
  return {};
}

Result<void> make_fifos(const Folder& folder, init::ContainerPlan& plan) {
  plan.start_fifo = TRY(make_fifo(folder.fd(), kStartFifo));
  plan.report_fifo = TRY(make_fifo(folder.fd(), kReportFifo));
  return {};
}

void drop_childs_descriptors(init::ContainerPlan& plan) {
  plan.start_fifo.reset();
  plan.report_fifo.reset();
  plan.console_socket.reset();
  plan.entrance = {};
  plan.trees.clear();
  plan.devices.clear();
}

}  // namespace runtime::container
