#include "runtime/container/create.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "runtime/container/annotations.h"
#include "runtime/container/delete.h"
#include "runtime/container/labels.h"
#include "runtime/container/parent_mounts.h"
#include "runtime/container/status.h"
#include "runtime/hooks/hooks.h"
#include "runtime/init/handshake.h"
#include "runtime/network/devices.h"
#include "runtime/process/conversation.h"
#include "runtime/process/id_map.h"
#include "runtime/process/way.h"
#include "runtime/sys/process.h"
#include "runtime/sys/rlimits.h"
#include "runtime/sys/socket.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/runtime/validate.h"

namespace runtime::container {

namespace {

using spec::runtime::NamespaceType;

Result<Fd> make_fifo(FdRef folder, const char* name) {
  if (::mkfifoat(folder.get(), name, 0600) < 0) return fail_errno(name);
  // Both ends: opening never waits, and reading never sees an end.
  return open_at(folder, name, O_RDWR);
}

Result<void> check_terminal(const spec::runtime::Config& config, const CreateOptions& options) {
  const bool terminal = config.process && config.process->terminal;
  const bool detached = options.detach || !options.start_at_once;
  if (terminal && detached && options.console_socket.empty()) {
    return fail("cannot make a terminal without a console socket when detached").with_hint("see --console-socket");
  }
  if (!options.console_socket.empty() && !terminal) {
    return fail("--console-socket: config.json asks for no terminal").with_hint("set process.terminal");
  }
  return {};
}

// Who is root in a user namespace with these mappings, as we see him.
uid_t root_id(const std::vector<spec::runtime::IdMapping>& mappings) {
  for (const spec::runtime::IdMapping& mapping : mappings) {
    if (mapping.container_id == 0) return mapping.host_id;
  }
  return ::geteuid();
}

}  // namespace

// The steps of create(), and what they share.
class Creation {
 public:
  Creation(const CreateOptions& options, Bundle bundle, trace::Trace trace)
      : options_(options), bundle_(std::move(bundle)), trace_(std::move(trace)) {}

  Result<NewContainer> run() {
    const Store store = TRY(Store::open(options_.state_root));
    Result<NewContainer> made = make(store);
    if (!made) trace_.failed("create", made.error());
    if (!made && mounts_.upper()) release_upper(store.root(), *mounts_.upper(), options_.id);
    return made;
  }

 private:
  const spec::runtime::Config& config() const { return bundle_.config; }

  Result<NewContainer> make(const Store& store) {
    caller_folder_ = TRY(open_dir(FdRef::cwd(), ".", O_PATH));
    way_ = TRY(process::plan_way(config().linux));
    TRY(make_plan());
    trace_.done("plan");
    Folder folder = TRY(store.make(options_.id));
    TRY(make_fifos(folder));
    TRY(keep_config(folder.fd(), bundle_));
    trace_.done("state folder");
    TRY_STEP("root", mounts_.make_root(store));
    TRY_STEP("mounts", mounts_.make_others());
    TRY_STEP("devices", mounts_.make_devices(folder.fd()));
    trace_.done("mounts");
    layout_ = TRY_STEP("cgroup", cgroup::Layout::detect());
    Record record = TRY(begin_record());
    record.cgroup = TRY_STEP("cgroup", cgroup::Cgroup::plan(layout_, cgroup_request()));
    if (config().linux.intel_rdt) record.intel_rdt = TRY_STEP("intelRdt", plan_resctrl());
    // Before the first folder is made: a kill -9 from here on leaves nothing that `delete` does not find.
    TRY(folder.save_creating(record));
    trace_.done("record");
    cgroup::Cgroup cgroup = TRY_STEP("cgroup", make_cgroup());
    trace_.done("cgroup");
    resctrl::NewGroup resctrl;
    if (record.intel_rdt) {
      resctrl = TRY_STEP("intelRdt", resctrl::make(*record.intel_rdt, *config().linux.intel_rdt));
    }
    if (::chdir(bundle_.rootfs.c_str()) < 0) return fail_errno("root.path " + bundle_.rootfs);
    plan_.trace = &trace_;
    process::Child child = TRY(process::launch_container(plan_, way_));
    trace_.done("clone");
    drop_childs_descriptors();
    NewContainer made(std::move(folder), std::move(cgroup), std::move(resctrl), std::move(child));
    made.caller_folder_ = std::move(caller_folder_);
    made.record_ = std::move(record);
    TRY(record_process(made));
    if (made.cgroup_.needs_process()) TRY_STEP("cgroup", admit(made));
    made.poststop_.arm(made.record_);
    trace_.done("record of the process");
    if (pidfd_socket_) TRY_STEP("pidfd socket", sys::send_fd(pidfd_socket_, "pidfd", made.child_.pidfd()));
    TRY_STEP("init", accompany(made));
    trace_.done("init is ready");
    made.trace_ = std::move(trace_);
    return made;
  }

  Result<void> make_plan() {
    static const spec::runtime::Process kNone;
    plan_.config = &config();
    plan_.process = config().process ? &*config().process : &kNone;
    plan_.bundle = bundle_.path;
    plan_.rootfs = bundle_.rootfs;
    plan_.container_id = options_.id;
    plan_.personality = config().linux.personality;
    plan_.memory_policy = config().linux.memory_policy;
    plan_.trees.resize(config().mounts.size());
    plan_.new_mount_namespace = way_.makes(NamespaceType::kMount);
    plan_.joined_mount_namespace = way_.joins(NamespaceType::kMount);
    plan_.new_cgroup_namespace = way_.makes(NamespaceType::kCgroup);
    plan_.map_ids = way_.makes(NamespaceType::kUser);
    plan_.mapped_by_user = plan_.map_ids && ::geteuid() != 0;
    plan_.user_namespace = plan_.map_ids || way_.joins(NamespaceType::kUser);
    plan_.join = std::move(way_.by_child);
    // Its root is the cgroup that its maker is in: the child unshares it, later.
    way_.clone_flags &= ~static_cast<std::uint64_t>(NamespaceType::kCgroup);
    plan_.keep_groups = is_annotated(config().annotations, "keep_original_groups");
    plan_.new_keyring = !options_.no_new_keyring;
    plan_.no_pivot = options_.no_pivot;
    plan_.preserve_fds = options_.preserve_fds;
    plan_.listen_fds = options_.listen_fds;
    plan_.tell_mounted = !config().hooks.prestart.empty() || !config().hooks.create_runtime.empty();
    plan_.state.oci_version = spec::runtime::kVersion;
    plan_.state.id = options_.id;
    plan_.state.bundle = bundle_.path;
    plan_.state.annotations = config().annotations;
    if (!options_.console_socket.empty()) {
      plan_.console_socket = TRY_STEP("console socket", sys::connect_to(options_.console_socket));
    }
    if (!options_.pidfd_socket.empty()) {
      pidfd_socket_ = TRY_STEP("pidfd socket", sys::connect_to(options_.pidfd_socket));
    }
    if (config().linux.seccomp) {
      filter_ =
          TRY_STEP("seccomp", seccomp::compile_cached(*config().linux.seccomp, options_.state_root + "/.seccomp"));
      plan_.filter = &filter_;
    }
    return {};
  }

  Result<void> make_fifos(const Folder& folder) {
    if (options_.start_at_once) return {};
    plan_.start_fifo = TRY(make_fifo(folder.fd(), kStartFifo));
    plan_.report_fifo = TRY(make_fifo(folder.fd(), kReportFifo));
    return {};
  }

  cgroup::Request cgroup_request() const {
    return {.manager = options_.cgroup_manager,
            .id = options_.id,
            .cgroups_path = config().linux.cgroups_path,
            .annotations = config().annotations,
            .rootless = options_.rootless_cgroups};
  }

  Result<resctrl::Group> plan_resctrl() {
    const std::string root = TRY(resctrl::find_root());
    return resctrl::plan(root, *config().linux.intel_rdt, options_.id);
  }

  Result<cgroup::Cgroup> make_cgroup() {
    cgroup::Cgroup cgroup = TRY(cgroup::Cgroup::make(layout_, cgroup_request()));
    if (!cgroup.needs_process()) TRY(cgroup.apply(config().linux.resources));
    plan_.entrance = TRY(cgroup.entrance());
    if (!cgroup.needs_process()) TRY(delegate_cgroup(cgroup));
    plan_.cgroup_layout = &layout_;
    plan_.cgroup_paths = cgroup.paths();
    return cgroup;
  }

  // A part of it where an annotation asks for that; else the whole where the
  // container's root could use it: a user namespace, a cgroup namespace, and
  // cgroups mounted writable.
  Result<void> delegate_cgroup(const cgroup::Cgroup& cgroup) {
    const spec::runtime::Config& wanted = config();
    const std::vector<spec::runtime::IdMapping>& mappings = wanted.linux.uid_mappings;
    const uid_t root = way_.makes(NamespaceType::kUser) ? root_id(mappings) : 0;
    if (is_annotated(wanted.annotations, "delegate-cgroup")) {
      return cgroup.add_delegated(annotation(wanted.annotations, "delegate-cgroup"), root, plan_.entrance);
    }
    const auto is_writable = [](const spec::runtime::Mount& mount) {
      return (mount.type == "cgroup" || mount.type == "cgroup2") &&
             std::find(mount.options.begin(), mount.options.end(), "ro") == mount.options.end();
    };
    const bool usable = way_.makes(NamespaceType::kUser) && plan_.new_cgroup_namespace && ::geteuid() == 0 &&
                        std::any_of(wanted.mounts.begin(), wanted.mounts.end(), is_writable);
    return usable ? cgroup.give_to(root) : Result<void>();
  }

  // The child has its own copies; ours would keep the pipes' ends open.
  void drop_childs_descriptors() {
    plan_.start_fifo.reset();
    plan_.report_fifo.reset();
    plan_.console_socket.reset();
    plan_.entrance = {};
    plan_.trees.clear();
    plan_.devices.clear();
  }

  Result<Record> begin_record() {
    Record record = TRY(container::begin_record(bundle_, options_.id));
    record.own_pid_namespace = way_.makes(NamespaceType::kPid);
    record.upper = mounts_.upper();
    return record;
  }

  Result<void> record_process(NewContainer& made) {
    Record& record = made.record_;
    record.pid = made.child_.pid();
    const sys::ProcessTime time = TRY(sys::process_time(record.pid));
    record.start_time = time.start_time;
    record.cgroup = made.cgroup_.address();
    return made.folder_.save_creating(record);
  }

  // Has the process moved into the cgroup that comes to be around it.
  Result<void> admit(NewContainer& made) {
    if (is_annotated(config().annotations, "delegate-cgroup")) {
      return fail("annotation run.oci.delegate-cgroup: not with the systemd manager")
          .with_hint("run.oci.systemd.subgroup makes a cgroup inside of the scope");
    }
    TRY(made.cgroup_.admit(made.child_.pid(), config().linux.resources));
    TRY(delegate_cgroup(made.cgroup_));
    made.record_.cgroup = made.cgroup_.address();
    TRY(made.folder_.save_creating(made.record_));
    const cgroup::Paths& paths = made.cgroup_.paths();
    const auto unified = paths.find("");
    return init::say(made.child_.channel(), init::Word::kEntered, unified == paths.end() ? "" : unified->second);
  }

  // Answers the child until it is ready.
  Result<void> accompany(NewContainer& made) {
    const process::Child& child = made.child_;
    if (made.record_.intel_rdt) TRY_STEP("intelRdt", resctrl::enter(*made.record_.intel_rdt, child.pid()));
    if (plan_.map_ids) {
      TRY_STEP("user namespace",
               process::map_ids(child.pid(), config().linux.uid_mappings, config().linux.gid_mappings));
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
    mounts_.remove_devices(made.folder_.fd());
    if (plan_.user_namespace) TRY_STEP("rlimits", sys::set_rlimits(child.pid(), plan_.process->rlimits));
    return {};
  }

  Result<void> move_network_devices(pid_t pid) {
    const spec::runtime::Namespace* network = config().linux.find_namespace(NamespaceType::kNetwork);
    // One to join is entered by the child at some time; a new one is the child's from its beginning.
    const std::string path = network->path.empty() ? concat("/proc/", pid, "/ns/net") : network->path;
    Fd network_namespace = TRY(open_at(FdRef::cwd(), path, O_RDONLY));
    return network::move_devices(config().linux.net_devices, network_namespace);
  }

  Result<void> run_hooks(const Record& record) {
    const spec::runtime::State state = public_state(record, spec::runtime::Status::kCreating);
    const std::string& folder = bundle_.path;
    trace_.done("the container's mounts");
    TRY(hooks::run_all({.kind = "prestart", .hooks = config().hooks.prestart, .state = state, .folder = folder}));
    TRY(hooks::run_all(
        {.kind = "createRuntime", .hooks = config().hooks.create_runtime, .state = state, .folder = folder}));
    trace_.done("hooks");
    return {};
  }

  const CreateOptions& options_;
  Bundle bundle_;
  trace::Trace trace_;
  Fd caller_folder_;
  Fd pidfd_socket_;
  process::Way way_;
  init::ContainerPlan plan_;
  ParentMounts mounts_{bundle_, way_, plan_};
  cgroup::Layout layout_;
  seccomp::Filter filter_;
};

namespace {

// An ordinary user's container has a user namespace, asked for or not; one
// whose ids config.json leaves out gets the caller's.
void complete_user_namespace(spec::runtime::Config& config) {
  spec::runtime::Linux& linux = config.linux;
  const spec::runtime::Namespace* user = linux.find_namespace(NamespaceType::kUser);
  if (user == nullptr && ::geteuid() != 0) {
    linux.namespaces.push_back({NamespaceType::kUser, ""});
    user = &linux.namespaces.back();
  }
  if (user == nullptr || !user->path.empty()) return;
  const spec::runtime::User ids = config.process ? config.process->user : spec::runtime::User();
  if (linux.uid_mappings.empty()) linux.uid_mappings = process::default_uids(ids.uid);
  if (linux.gid_mappings.empty()) linux.gid_mappings = process::default_gids(ids.gid);
}

}  // namespace

Result<Record> begin_record(const Bundle& bundle, const std::string& id) {
  const spec::runtime::Config& config = bundle.config;
  Record record;
  record.oci_version = spec::runtime::kVersion;
  record.id = id;
  record.bundle = bundle.path;
  record.rootfs = bundle.rootfs;
  record.created = format_time(now());
  record.owner = ::geteuid();
  record.boot_id = TRY(sys::boot_id());
  record.annotations = config.annotations;
  record.hooks.poststart = config.hooks.poststart;
  record.hooks.poststop = config.hooks.poststop;
  record.resources = config.linux.resources;
  record.resources.devices.clear();
  if (config.process && config.process->terminal) return record;
  for (int number = 0; number <= 2; ++number) record.descriptors.push_back(describe_fd(FdRef(number)));
  return record;
}

Result<NewContainer> create(const CreateOptions& options, Warnings& warnings) {
  TRY(spec::runtime::validate_id(options.id));
  trace::Trace trace = TRY(trace::Trace::open(options.trace_file));
  Bundle bundle = TRY(load_bundle(options.bundle, options.config_file));
  trace.done("config.json");
  TRY(check_terminal(bundle.config, options));
  complete_user_namespace(bundle.config);
  TRY(check_labels(bundle.config));
  Creation creation(options, std::move(bundle), std::move(trace));
  NewContainer made = TRY(creation.run());
  const cgroup::Address& cgroup = made.record().cgroup;
  if (cgroup.manager == cgroup::Manager::kCgroupfs && cgroup.paths.empty()) {
    warnings.push_back(Error(fail("cgroup: none may be made here: the container stays in its caller's, without limits"))
                           .with_hint("with systemd in the session: --systemd-cgroup"));
  }
  return made;
}

Result<void> NewContainer::release(const CreateOptions& options) {
  TRY(folder_.complete());
  if (!options.pid_file.empty()) {
    TRY(replace_file(caller_folder_, options.pid_file, std::to_string(record_.pid), 0644, Durable::kNo));
  }
  folder_.unlock();
  TRY(init::say(child_.channel(), init::Word::kGo));
  trace_.done("release");
  if (!options.start_at_once) return {};
  TRY_STEP("init", process::wait_for_execute(child_));
  trace_.done("start");
  return {};
}

PoststopHooks::~PoststopHooks() {
  if (record_) (void)run_poststop(*record_);
}

void PoststopHooks::arm(const Record& record) {
  if (!record.hooks.poststop.empty()) record_ = std::make_unique<const Record>(record);
}

void NewContainer::keep() {
  poststop_.disarm();
  folder_.keep();
  cgroup_.keep();
  resctrl_.keep();
  child_.keep();
}

}  // namespace runtime::container
