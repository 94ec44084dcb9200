#include "runtime/checkpoint/restore.h"

#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <optional>

#include "runtime/checkpoint/criu.h"
#include "runtime/checkpoint/external.h"
#include "runtime/checkpoint/images.h"
#include "runtime/checkpoint/restore_root.h"
#include "runtime/checkpoint/settings.h"
#include "runtime/container/new_container.h"
#include "runtime/container/new_record.h"
#include "runtime/container/parent_mounts.h"
#include "runtime/container/status.h"
#include "runtime/hooks/hooks.h"
#include "runtime/network/devices.h"
#include "runtime/process/foreground.h"
#include "runtime/process/user_namespace.h"
#include "runtime/sys/process.h"
#include "runtime/sys/socket.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/runtime/validate.h"

namespace runtime::checkpoint {

namespace {

using container::Record;
using spec::runtime::NamespaceType;
using spec::runtime::Status;

constexpr const char* kRootFolder = "criu-root";

// What is restored. Until keep() it is unmade by its destructor, as a new container is.
struct Restored {
  container::PoststopHooks poststop;  // the first member: the last to go
  std::optional<container::Folder> folder;
  std::optional<cgroup::Cgroup> cgroup;
  std::optional<process::Child> child;
  Record record;
  Fd terminal;  // the master side, where there is no console socket

  void keep() {
    poststop.disarm();
    folder->keep();
    cgroup->keep();
    child->keep();
  }
};

// The steps of restore(), and what they share.
class Restoration {
 public:
  Restoration(const RestoreOptions& options, container::Bundle bundle)
      : options_(options), bundle_(std::move(bundle)), criu_(options.criu) {}

  Result<void> run(Restored& made) {
    const container::Store store = TRY(container::Store::open(options_.state_root));
    Result<void> done = make(store, made);
    if (!done && mounts_.upper()) container::release_upper(store.root(), *mounts_.upper(), options_.id);
    return done;
  }

 private:
  const spec::runtime::Config& config() const { return bundle_.config; }

  Result<void> make(const container::Store& store, Restored& made) {
    folders_ = TRY(open_folders(options_.images_path, options_.work_path));
    way_ = TRY(process::plan_way(config().linux));
    plan_root();
    const spec::runtime::Linux& linux = config().linux;
    if (way_.makes(NamespaceType::kUser)) {
      ids_ = TRY(process::make_user_namespace(linux.uid_mappings, linux.gid_mappings));
    }
    made.folder.emplace(TRY(store.make(options_.id)));
    TRY(container::keep_config(made.folder->fd(), bundle_));
    TRY_STEP("root", mounts_.make_root(store));
    made.record = TRY(container::begin_record(bundle_, options_.id));
    made.record.upper = mounts_.upper();
    TRY_STEP("cgroup", make_cgroup(made));
    TRY(fill_options());
    TRY(run_criu(made));
    return {};
  }

  void plan_root() {
    plan_.config = &config();
    plan_.container_id = options_.id;
    plan_.trees.resize(config().mounts.size());
    plan_.new_mount_namespace = way_.makes(NamespaceType::kMount);
    plan_.user_namespace = way_.makes(NamespaceType::kUser) || way_.joins(NamespaceType::kUser);
  }

  Result<void> make_cgroup(Restored& made) {
    layout_ = TRY(cgroup::Layout::detect());
    const cgroup::Request request = {.manager = options_.cgroup_manager,
                                     .id = options_.id,
                                     .cgroups_path = config().linux.cgroups_path,
                                     .annotations = config().annotations,
                                     .rootless = options_.rootless_cgroups};
    made.record.cgroup = TRY(cgroup::Cgroup::plan(layout_, request));
    TRY(made.folder->save_creating(made.record));
    made.cgroup.emplace(TRY(cgroup::Cgroup::make(layout_, request)));
    made.record.cgroup = made.cgroup->address();
    entrance_ = TRY(made.cgroup->entrance());
    criu_.cgroup_roots = cgroup_roots(made.cgroup->paths());
    criu_.mounts =
        TRY(mounts_to_restore(config(), bundle_.path, cgroup_mounts(config(), layout_, made.cgroup->paths())));
    if (made.cgroup->needs_process()) return {};
    return made.cgroup->apply(config().linux.resources);
  }

  // systemd's scope comes to be around CRIU, whose children are the container's processes.
  Result<void> move_to_cgroup(Restored& made, pid_t pid) {
    TRY_STEP("cgroup", made.cgroup->admit(pid, config().linux.resources));
    made.record.cgroup = made.cgroup->address();
    return {};
  }

  // CRIU puts there what was in the cgroup of the container that was saved.
  std::vector<CgroupRoot> cgroup_roots(const cgroup::Paths& paths) const {
    std::vector<CgroupRoot> roots;
    for (const cgroup::Hierarchy& hierarchy : layout_.hierarchies) {
      const auto found = paths.find(hierarchy.name());
      if (found == paths.end()) continue;
      const std::string path = found->second.substr(hierarchy.mount_point.size());
      if (hierarchy.unified) roots.push_back({"", path});
      for (const std::string& controller : hierarchy.controllers) roots.push_back({controller, path});
    }
    return roots;
  }

  Result<void> fill_options() {
    criu_.log_file = kRestoreLog;
    criu_.config_file = config_file(config().annotations);
    criu_.evasive_devices = true;
    criu_.restore_sibling = true;
    TRY(namespaces_to_restore(config(), criu_, inherited_));
    const std::vector<std::string> descriptors = TRY(read_descriptors(folders_.images));
    for (std::size_t i = 0; i < descriptors.size(); ++i) {
      // Its own standard input and outputs are those of ours, which CRIU has.
      if (is_pipe(descriptors[i])) criu_.inherited.push_back({descriptors[i], static_cast<int>(i)});
    }
    return {};
  }

  Result<void> run_criu(Restored& made) {
    const std::string state = TRY(absolute_state_root());
    criu_.root = state + "/" + options_.id + "/" + kRootFolder;
    if (::mkdirat(made.folder->fd().get(), kRootFolder, 0700) < 0) return fail_errno(kRootFolder);
    Setting setting;
    setting.namespaces = CLONE_NEWNS;
    setting.entrance = &entrance_;
    if (entrance_.moved) setting.move = [&](pid_t pid) { return move_to_cgroup(made, pid); };
    setting.prepare = [&] { return prepare(); };
    for (const Fd& file : inherited_) setting.inherited.push_back(file);
    criu_.images_dir = kFirstInherited + static_cast<int>(inherited_.size());
    criu_.work_dir = criu_.images_dir + 1;
    setting.own_stdio = true;
    Criu service = TRY(Criu::start(setting));
    // Until the container's own process is there, CRIU's is what `delete` finds.
    TRY(record_process(made, service.pid()));
    made.poststop.arm(made.record);
    const auto notified = [&](const Reply& reply, Fd file) { return handle(made, reply, std::move(file)); };
    const Result<Reply> reply = service.ask(write_request(RequestType::kRestore, criu_), notified);
    if (!reply) return explain(reply.error(), folders_.work, kRestoreLog);
    Fd pidfd = TRY(sys::open_pidfd(reply->pid));
    made.child.emplace(reply->pid, std::move(pidfd), Fd());
    if (::unlinkat(made.folder->fd().get(), kRootFolder, AT_REMOVEDIR) < 0) return fail_errno(kRootFolder);
    return {};
  }

  // In the process that becomes CRIU, which mounts below its working folder: it must
  // have the folders from its own mount namespace.
  Result<std::vector<Fd>> prepare() {
    std::vector<Fd> folders;
    folders.push_back(TRY(open_images(folders_.images_path, ids_)));
    folders.push_back(TRY(open_dir(folders_.work_path)));
    TRY(prepare_root(bundle_, plan_, criu_.root));
    return folders;
  }

  Result<std::string> absolute_state_root() const {
    char resolved[PATH_MAX];
    if (::realpath(options_.state_root.c_str(), resolved) == nullptr) return fail_errno(options_.state_root);
    return std::string(resolved);
  }

  static Result<void> record_process(Restored& made, pid_t pid) {
    const sys::ProcessTime time = TRY(sys::process_time(pid));
    made.record.pid = pid;
    made.record.start_time = time.start_time;
    return made.folder->save_creating(made.record);
  }

  Result<void> handle(Restored& made, const Reply& reply, Fd file) {
    if (reply.notify == "setup-namespaces") {
      TRY(set_up_network(reply.pid));
      return run_hooks(made, reply.pid);
    }
    if (reply.notify == "orphan-pts-master") return take_terminal(made, std::move(file));
    if (reply.notify != "post-restore") return {};
    made.record.own_pid_namespace = way_.makes(NamespaceType::kPid);
    return record_process(made, reply.pid);
  }

  // A network of the container's own gets what we gave it before; one that others made has its devices still.
  Result<void> set_up_network(pid_t pid) {
    if (!way_.makes(NamespaceType::kNetwork)) return {};
    const Fd network = TRY(open_at(FdRef::cwd(), concat("/proc/", pid, "/ns/net"), O_RDONLY));
    TRY_STEP("network", network::raise_loopback(network));
    if (config().linux.net_devices.empty()) return {};
    TRY_STEP("linux.netDevices", network::move_devices(config().linux.net_devices, network));
    return {};
  }

  Result<void> run_hooks(const Restored& made, pid_t pid) {
    spec::runtime::State state = container::public_state(made.record, Status::kCreating);
    state.pid = pid;
    const std::string& folder = bundle_.path;
    TRY(hooks::run_all({.kind = "prestart", .hooks = config().hooks.prestart, .state = state, .folder = folder}));
    TRY(hooks::run_all(
        {.kind = "createRuntime", .hooks = config().hooks.create_runtime, .state = state, .folder = folder}));
    return {};
  }

  Result<void> take_terminal(Restored& made, Fd master) const {
    if (!master) return fail("criu sent no terminal");
    made.terminal = std::move(master);
    if (options_.console_socket.empty()) return {};
    Fd socket = TRY_STEP("console socket", sys::connect_to(options_.console_socket));
    TRY_STEP("console socket", sys::send_fd(socket, "/dev/ptmx", made.terminal));
    made.terminal.reset();
    return {};
  }

  const RestoreOptions& options_;
  container::Bundle bundle_;
  Options criu_;
  Folders folders_;
  process::Way way_;
  init::ContainerPlan plan_;
  Fd ids_;  // a user namespace with the container's ids, where it has some of its own
  container::ParentMounts mounts_{bundle_, way_, plan_};
  cgroup::Layout layout_;
  cgroup::Entrance entrance_;
  std::vector<Fd> inherited_;
};

Result<void> check(const RestoreOptions& options, const spec::runtime::Config& config) {
  const bool terminal = config.process && config.process->terminal;
  if (terminal && options.detach && options.console_socket.empty()) {
    return fail("cannot make a terminal without a console socket when detached").with_hint("see --console-socket");
  }
  if (config.linux.intel_rdt) return fail("linux.intelRdt: not for a container that is restored");
  return check_version();
}

Result<void> make(const RestoreOptions& options, Restored& made) {
  TRY(check_privilege());
  TRY(spec::runtime::validate_id(options.id));
  container::Bundle bundle = TRY(container::load_bundle(options.bundle, ""));
  TRY(check(options, bundle.config));
  Restoration restoration(options, std::move(bundle));
  TRY(restoration.run(made));
  TRY(made.folder->complete());
  if (!options.pid_file.empty()) {
    TRY(replace_file(FdRef::cwd(), options.pid_file, std::to_string(made.record.pid), 0644, Durable::kNo));
  }
  made.folder->unlock();
  return {};
}

Result<int> stay(const RestoreOptions& options, container::Warnings& warnings) {
  process::Foreground foreground = TRY(process::Foreground::begin());
  if (!options.no_subreaper && ::prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) return fail_errno("subreaper");
  Restored made;
  TRY(make(options, made));
  const int status = TRY(foreground.wait(*made.child, made.terminal));
  made.keep();
  const container::Store store = TRY(container::Store::open(options.state_root));
  Result<container::Folder> folder = store.find_locked(options.id);
  if (!folder && folder.error().number == ENOENT) return status;  // `delete --force` was quicker
  if (!folder) return std::move(folder).error();
  TRY(container::remove_stopped(*folder, made.record, warnings));
  return status;
}

}  // namespace

Result<int> restore(const RestoreOptions& options, container::Warnings& warnings) {
  if (!options.detach) return stay(options, warnings);
  Restored made;
  TRY(make(options, made));
  made.keep();
  return 0;
}

}  // namespace runtime::checkpoint
