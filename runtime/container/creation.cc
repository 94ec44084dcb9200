#include "runtime/container/creation.h"

#include <fcntl.h>
#include <unistd.h>

#include "runtime/container/annotations.h"
#include "runtime/container/container_plan.h"
#include "runtime/container/new_record.h"
#include "runtime/container/notify.h"
#include "runtime/container/status.h"
#include "runtime/hooks/hooks.h"
#include "runtime/init/handshake.h"
#include "runtime/network/devices.h"
#include "runtime/process/conversation.h"
#include "runtime/process/id_map.h"
#include "runtime/sys/process.h"
#include "runtime/sys/rlimits.h"
#include "runtime/sys/socket.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::container {

using spec::runtime::NamespaceType;

Result<NewContainer> Creation::run() {
  const Store store = TRY(Store::open(options_.state_root));
  if (!options_.notify_socket.empty()) {
    TRY(add_notify_mount(bundle_.config, options_.state_root, options_.id));
  }
  Result<NewContainer> made = make(store);
  if (!made) trace_.failed("create", made.error());
  if (!made && mounts_.upper()) release_upper(store.root(), *mounts_.upper(), options_.id);
  return made;
}

Result<NewContainer> Creation::make(const Store& store) {
  caller_folder_ = TRY(open_dir(FdRef::cwd(), ".", O_PATH));
  TRY(make_plan());
  trace_.done("plan");
  Folder folder = TRY(store.make(options_.id));
  if (!options_.start_at_once) TRY(make_fifos(folder, plan_));
  TRY(keep_config(folder.fd(), bundle_));
  if (!options_.notify_socket.empty()) TRY(make_notify_folder(folder.fd()));
  trace_.done("state folder");
  TRY(make_mounts(store, folder));
  trace_.done("mounts");
  Record record = TRY(begin_record());
  // Before the first cgroup is made: a kill -9 from here on leaves nothing that `delete` does not find.
  TRY(folder.save_creating(record));
  trace_.done("record");
  NewContainer made = TRY(launch(std::move(folder), std::move(record)));
  TRY(record_process(made));
  if (made.cgroup_.needs_process()) TRY_STEP("cgroup", admit(made));
  made.poststop_.arm(made.record_);
  trace_.done("record of the process");
  if (pidfd_socket_) TRY_STEP("pidfd socket", sys::send_fd(pidfd_socket_, "pidfd", made.child_.pidfd()));
  TRY_STEP("init", accompany(made));
  trace_.done("init is ready");
  // Before the process can write to it; a created container's waits for `start`.
  if (options_.start_at_once) made.notify_ = TRY(open_notify_socket(made.folder_.fd(), options_.notify_socket));
  made.trace_ = std::move(trace_);
  return made;
}

Result<void> Creation::make_plan() {
  way_ = TRY(process::plan_way(config().linux));
  TRY(fill_plan(options_, bundle_, way_, plan_));
  const std::string receiver = annotation(config().annotations, "pidfd_receiver");
  if (const std::string& path = options_.pidfd_socket.empty() ? receiver : options_.pidfd_socket; !path.empty()) {
    pidfd_socket_ = TRY_STEP("pidfd socket", sys::connect_to(path));
  }
  if (config().linux.seccomp) {
    filter_ = TRY_STEP("seccomp", seccomp::compile_cached(*config().linux.seccomp, options_.state_root + "/.seccomp"));
    plan_.filter = &filter_;
  }
  return {};
}

Result<void> Creation::make_mounts(const Store& store, const Folder& folder) {
  TRY_STEP("root", mounts_.make_root(store));
  TRY_STEP("mounts", mounts_.make_others());
  TRY_STEP("devices", mounts_.make_devices(folder.fd()));
  return {};
}

Result<Record> Creation::begin_record() {
  Record record = TRY(container::begin_record(bundle_, options_.id));
  record.own_pid_namespace = way_.makes(NamespaceType::kPid);
  record.upper = mounts_.upper();
  record.cgroup = TRY_STEP("cgroup", cgroup_.plan());
  if (config().linux.intel_rdt) {
    const std::string root = TRY_STEP("intelRdt", resctrl::find_root());
    record.intel_rdt = resctrl::plan(root, *config().linux.intel_rdt, options_.id);
  }
  return record;
}

Result<NewContainer> Creation::launch(Folder folder, Record record) {
  cgroup::Cgroup cgroup = TRY_STEP("cgroup", cgroup_.make());
  trace_.done("cgroup");
  resctrl::NewGroup resctrl;
  if (record.intel_rdt) {
    resctrl = TRY_STEP("intelRdt", resctrl::make(*record.intel_rdt, *config().linux.intel_rdt));
  }
  if (::chdir(bundle_.rootfs.c_str()) < 0) return fail_errno("root.path " + bundle_.rootfs);
  plan_.trace = &trace_;
  process::Child child = TRY(process::launch_container(plan_, way_));
  trace_.done("clone");
  drop_childs_descriptors(plan_);
  NewContainer made(std::move(folder), std::move(cgroup), std::move(resctrl), std::move(child));
  made.caller_folder_ = std::move(caller_folder_);
  made.record_ = std::move(record);
  return made;
}

Result<void> Creation::record_process(NewContainer& made) {
  Record& record = made.record_;
  record.pid = made.child_.pid();
  const sys::ProcessTime time = TRY(sys::process_time(record.pid));
  record.start_time = time.start_time;
  record.cgroup = made.cgroup_.address();
  return made.folder_.save_creating(record);
}

// Has the process moved into the cgroup that comes to be around it.
Result<void> Creation::admit(NewContainer& made) {
  TRY(cgroup_.admit(made.cgroup_, made.child_.pid()));
  made.record_.cgroup = made.cgroup_.address();
  TRY(made.folder_.save_creating(made.record_));
  const cgroup::Paths& paths = made.cgroup_.paths();
  const auto unified = paths.find("");
  return init::say(made.child_.channel(), init::Word::kEntered, unified == paths.end() ? "" : unified->second);
}

// Answers the child until it is ready.
Result<void> Creation::accompany(NewContainer& made) {
  const process::Child& child = made.child_;
  if (made.record_.intel_rdt) TRY_STEP("intelRdt", resctrl::enter(*made.record_.intel_rdt, child.pid()));
  if (plan_.map_ids) {
    TRY_STEP("user namespace", process::map_ids(child.pid(), config().linux.uid_mappings, config().linux.gid_mappings));
    TRY(init::say(child.channel(), init::Word::kMapped));
  }
  // Before any hook runs: what one does to the network can count on them.
  if (!config().linux.net_devices.empty()) TRY_STEP("linux.netDevices", move_network_devices(child.pid()));
  process::Answers answers;
  answers.mounted = [&] { return run_hooks(made.record_); };
  answers.mount_made = [&](std::size_t index, FdRef tree) { return mounts_.map_childs(index, tree); };
  answers.seccomp = config().linux.seccomp ? &*config().linux.seccomp : nullptr;
  answers.state = public_state(made.record_, spec::runtime::Status::kCreating);
  process::Outcome outcome = TRY(process::accompany(child, answers));
  made.terminal_ = std::move(outcome.terminal);
  made.warnings_ = std::move(outcome.warnings);
  mounts_.remove_devices(made.folder_.fd());
  if (plan_.user_namespace) TRY_STEP("rlimits", sys::set_rlimits(child.pid(), plan_.process->rlimits));
  return {};
}

Result<void> Creation::move_network_devices(pid_t pid) {
  const spec::runtime::Namespace* network = config().linux.find_namespace(NamespaceType::kNetwork);
  // One to join is entered by the child at some time; a new one is the child's from its beginning.
  const std::string path = network->path.empty() ? concat("/proc/", pid, "/ns/net") : network->path;
  Fd network_namespace = TRY(open_at(FdRef::cwd(), path, O_RDONLY));
  return network::move_devices(config().linux.net_devices, network_namespace);
}

Result<void> Creation::run_hooks(const Record& record) {
  const spec::runtime::State state = public_state(record, spec::runtime::Status::kCreating);
  const std::string& folder = bundle_.path;
  trace_.done("the container's mounts");
  TRY(hooks::run_all({.kind = "prestart", .hooks = config().hooks.prestart, .state = state, .folder = folder}));
  TRY(hooks::run_all(
      {.kind = "createRuntime", .hooks = config().hooks.create_runtime, .state = state, .folder = folder}));
  trace_.done("hooks");
  return {};
}

}  // namespace runtime::container
