#include "runtime/checkpoint/restoration.h"

#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>

#include "runtime/checkpoint/criu.h"
#include "runtime/checkpoint/external.h"
#include "runtime/checkpoint/restore_notices.h"
#include "runtime/checkpoint/restore_root.h"
#include "runtime/checkpoint/settings.h"
#include "runtime/container/new_record.h"
#include "runtime/process/user_namespace.h"
#include "runtime/sys/process.h"
#include "spec/base/file.h"

namespace runtime::checkpoint {

namespace {

using spec::runtime::NamespaceType;

constexpr const char* kRootFolder = "criu-root";

Result<std::string> absolute(const std::string& path) {
  char resolved[PATH_MAX];
  if (::realpath(path.c_str(), resolved) == nullptr) return fail_errno(path);
  return std::string(resolved);
}

}  // namespace

Result<void> Restoration::run(Restored& made) {
  const container::Store store = TRY(container::Store::open(options_.state_root));
  Result<void> done = make(store, made);
  if (!done && mounts_.upper()) container::release_upper(store.root(), *mounts_.upper(), options_.id);
  return done;
}

Result<void> Restoration::make(const container::Store& store, Restored& made) {
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

void Restoration::plan_root() {
  plan_.config = &config();
  plan_.container_id = options_.id;
  plan_.trees.resize(config().mounts.size());
  plan_.new_mount_namespace = way_.makes(NamespaceType::kMount);
  plan_.user_namespace = way_.makes(NamespaceType::kUser) || way_.joins(NamespaceType::kUser);
}

Result<void> Restoration::make_cgroup(Restored& made) {
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
  criu_.mounts = TRY(mounts_to_restore(config(), bundle_.path, cgroup_mounts(config(), layout_, made.cgroup->paths())));
  if (made.cgroup->needs_process()) return {};
  return made.cgroup->apply(config().linux.resources);
}

// systemd's scope comes to be around CRIU, whose children are the container's processes.
Result<void> Restoration::move_to_cgroup(Restored& made, pid_t pid) {
  TRY_STEP("cgroup", made.cgroup->admit(pid, config().linux.resources));
  made.record.cgroup = made.cgroup->address();
  return {};
}

// CRIU puts there what was in the cgroup of the container that was saved.
std::vector<CgroupRoot> Restoration::cgroup_roots(const cgroup::Paths& paths) const {
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

Result<void> Restoration::fill_options() {
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

Result<void> Restoration::run_criu(Restored& made) {
  const std::string state = TRY(absolute(options_.state_root));
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
  TRY(made.record_process(service.pid()));
  made.poststop.arm(made.record);
  const NoticeSetting noticed{options_, bundle_, way_};
  const auto take = [&](const Reply& notice, Fd file) { return take_notice(noticed, made, notice, std::move(file)); };
  const Result<Reply> reply = service.ask(write_request(RequestType::kRestore, criu_), take);
  if (!reply) return explain(reply.error(), folders_.work, kRestoreLog);
  Fd pidfd = TRY(sys::open_pidfd(reply->pid));
  made.child.emplace(reply->pid, std::move(pidfd), Fd());
  if (::unlinkat(made.folder->fd().get(), kRootFolder, AT_REMOVEDIR) < 0) return fail_errno(kRootFolder);
  return {};
}

// In the process that becomes CRIU, which mounts below its working folder: it must
// have the folders from its own mount namespace.
Result<std::vector<Fd>> Restoration::prepare() {
  std::vector<Fd> folders;
  folders.push_back(TRY(open_images(folders_.images_path, ids_)));
  folders.push_back(TRY(open_dir(folders_.work_path)));
  TRY(prepare_root(bundle_, plan_, criu_.root));
  return folders;
}

}  // namespace runtime::checkpoint
