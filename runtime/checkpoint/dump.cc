#include "runtime/checkpoint/dump.h"

#include <fcntl.h>
#include <unistd.h>

#include "runtime/cgroup/cgroup.h"
#include "runtime/checkpoint/criu.h"
#include "runtime/checkpoint/external.h"
#include "runtime/checkpoint/images.h"
#include "runtime/checkpoint/settings.h"
#include "runtime/container/bundle.h"
#include "runtime/container/status.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::checkpoint {

namespace {

using spec::runtime::Status;

Result<void> check_status(const std::string& id, Status status) {
  if (status == Status::kRunning || status == Status::kPaused) return {};
  return fail(
      concat("container \"", id, "\" cannot be checkpointed in ", spec::runtime::status_name(status), " state"));
}

Result<void> check_options(const DumpOptions& options) {
  if (options.status_fd >= 0) {
    const int flags = ::fcntl(options.status_fd, F_GETFL);
    if (flags < 0) return fail_errno(concat("--status-fd ", options.status_fd));
    if ((flags & O_ACCMODE) == O_RDONLY)
      return fail(concat("--status-fd ", options.status_fd, ": not open for writing"));
  }
  TRY(check_version());
  const Features wanted = {.mem_track = options.pre_dump, .lazy_pages = options.criu.lazy_pages};
  if (wanted.mem_track || wanted.lazy_pages) TRY(check_features(wanted));
  return {};
}

// The folder whose processes CRIU is to stop at once; "": it stops them one by one.
std::string freezer(const cgroup::Layout& layout, const cgroup::Paths& paths) {
  const cgroup::Hierarchy* hierarchy = layout.unified_only() ? layout.unified() : layout.find("freezer");
  if (hierarchy == nullptr) return "";
  const auto found = paths.find(hierarchy->name());
  return found == paths.end() ? "" : found->second;
}

// What CRIU is told of the container.
Result<void> describe(const container::Folder& folder, const container::Record& record, bool whole, Options& criu) {
  const spec::runtime::Config config = TRY(container::kept_config(folder.fd()));
  const cgroup::Layout layout = TRY(cgroup::Layout::detect());
  criu.pid = record.pid;
  criu.root = record.rootfs;
  criu.config_file = config_file(config.annotations);
  criu.freeze_cgroup = freezer(layout, record.cgroup.paths);
  criu.external = TRY(namespaces_to_dump(config, record.pid));
  if (!whole) return {};
  const Fd root = TRY(open_dir(FdRef::cwd(), concat("/proc/", record.pid, "/root"), O_PATH));
  criu.mounts = TRY_STEP("mounts", mounts_to_dump(config, root, cgroup_mounts(config, layout, record.cgroup.paths)));
  return {};
}

// Its reader waits for this byte, and for the end: the descriptor must not stay open here.
void tell_ready(int& status_fd) {
  if (status_fd < 0) return;
  (void)!::write(status_fd, "", 1);
  ::close(status_fd);
  status_fd = -1;
}

Result<void> ask_criu(const DumpOptions& options, const Options& criu, const Folders& folders) {
  const RequestType type = options.pre_dump ? RequestType::kSinglePreDump : RequestType::kDump;
  int status_fd = options.status_fd;
  Criu service = TRY(Criu::start({.inherited = {folders.images, folders.work}}));
  const auto notified = [&](const Reply& reply, Fd) -> Result<void> {
    if (reply.notify == "status-ready") tell_ready(status_fd);
    return {};
  };
  const Result<Reply> reply = service.ask(write_request(type, criu), notified);
  if (!reply) return explain(reply.error(), folders.work, kDumpLog);
  return {};
}

}  // namespace

Result<void> dump(const DumpOptions& options, container::Warnings& warnings) {
  TRY(check_privilege());
  const container::Store store = TRY(container::Store::open(options.state_root));
  container::Folder folder = TRY(store.find_locked(options.id));
  const container::Folder::Loaded loaded = TRY(folder.load());
  const container::Record& record = loaded.record;
  const Status status = TRY(container::current_status(folder, loaded));
  TRY(check_status(options.id, status));
  TRY(check_options(options));

  const Folders folders = TRY(make_folders(options.images_path, options.work_path));
  Options criu = options.criu;
  if (!options.parent_path.empty()) TRY(check_parent(folders.images, options.parent_path));
  criu.parent_images = options.parent_path;
  criu.images_dir = kFirstInherited;
  criu.work_dir = kFirstInherited + 1;
  criu.log_file = kDumpLog;
  TRY(describe(folder, record, !options.pre_dump, criu));
  if (!options.pre_dump) TRY(write_descriptors(folders.images, record.descriptors));
  TRY(ask_criu(options, criu, folders));

  if (options.pre_dump || criu.leave_running) return {};
  // CRIU ended its processes, which a frozen cgroup would keep.
  if (status == Status::kPaused) TRY(cgroup::Cgroup::open(record.cgroup).thaw());
  return container::remove_stopped(folder, record, warnings);
}

}  // namespace runtime::checkpoint
