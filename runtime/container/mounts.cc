#include "runtime/container/mounts.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <functional>

#include "runtime/container/status.h"
#include "runtime/container/store.h"
#include "runtime/init/handshake.h"
#include "runtime/init/target.h"
#include "runtime/mount/detached.h"
#include "runtime/mount/options.h"
#include "runtime/mount/propagation.h"
#include "runtime/sys/mount.h"
#include "runtime/sys/process.h"
#include "runtime/sys/socket.h"
#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/runtime/config.h"

namespace runtime::container {

namespace {

using spec::runtime::Mount;
using spec::runtime::Status;

struct Container {
  Record record;
  Fd first_process;
};

Result<Container> open_running(const std::string& state_root, const std::string& id) {
  const Store store = TRY(Store::open(state_root));
  const Folder folder = TRY(store.find_locked(id));
  Folder::Loaded loaded = TRY(folder.load());
  const Status status = TRY(current_status(folder, loaded));
  if (status == Status::kStopped || status == Status::kCreating) return fail("container not running");
  Container container;
  container.first_process = TRY(open_first_process(loaded.record));
  container.record = std::move(loaded.record);
  return container;
}

Result<std::vector<Mount>> read_mounts(const std::string& file) {
  const std::string text = TRY(read_file(file, 4 << 20));
  std::vector<Mount> mounts = TRY_STEP(file, spec::runtime::parse_mounts(text));
  for (const Mount& mount : mounts) {
    if (mount.destination.find_first_not_of('/') == std::string::npos) {
      return fail(file + ": destination: must be a path below /");
    }
  }
  return mounts;
}

// `work` in the container's mount namespace, with its root. A process of its
// own: what this one does afterwards, as its log, is the host's.
Result<void> inside(const Container& container, const std::function<Result<void>(FdRef root)>& work) {
  auto [ours, theirs] = TRY(sys::socket_pair());
  const sys::Cloned child = TRY(sys::clone(0));
  if (child.pid == 0) {
    const auto enter = [&]() -> Result<void> {
      // As every process of ours in a container: nobody there opens its descriptors or memory.
      if (::prctl(PR_SET_DUMPABLE, 0) < 0) return fail_errno("prctl");
      if (::setns(container.first_process.get(), CLONE_NEWNS) < 0) return fail_errno("join the mount namespace");
      Fd root = TRY(open_dir(FdRef::cwd(), "/", O_PATH));
      return work(root);
    };
    const Result<void> done = enter();
    if (!done) (void)init::say(theirs, init::Word::kFailed, init::encode_error(done.error()));
    if (done) (void)init::say(theirs, init::Word::kReady);
    ::_exit(0);
  }
  theirs.reset();
  const Result<init::Message> message = init::hear(ours);
  TRY(sys::wait(child.pid));
  if (!message) return message.error();
  return {};
}

Result<void> attach(FdRef root, const Mount& mount, FdRef tree) {
  struct stat status;
  if (::fstat(tree.get(), &status) < 0) return fail_errno("stat");
  const init::TargetKind kind = S_ISDIR(status.st_mode) ? init::TargetKind::kFolder : init::TargetKind::kFile;
  const mount::Options options = mount::parse_options(mount.options);
  Fd target = TRY(init::open_target(root, mount.destination, kind, options.nofollow_target));
  TRY(sys::attach(tree, target, mount.destination));
  return mount::set_propagations(tree, options);
}

// By name in its folder, which is the working one: a mount cannot be unmounted by descriptor.
Result<void> detach(FdRef root, const Mount& mount) {
  const Parent parent = TRY(open_parent_in_root(root, mount.destination));
  if (::fchdir(parent.dir.get()) < 0) return fail_errno("chdir");
  if (::umount2(parent.name.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW) < 0) return fail_errno("unmount");
  return {};
}

}  // namespace

Result<void> add_mounts(const std::string& state_root, const std::string& id, const std::string& file) {
  const std::vector<Mount> mounts = TRY(read_mounts(file));
  const Container container = TRY(open_running(state_root, id));
  for (const Mount& mount : mounts) {
    mount::Options options = mount::parse_options(mount.options);
    options.source_propagation = MS_SLAVE;
    const Fd tree = TRY_STEP(mount.destination, mount::make_detached(mount, options, container.record.bundle));
    TRY_STEP(mount.destination, inside(container, [&](FdRef root) { return attach(root, mount, tree); }));
  }
  return {};
}

Result<void> remove_mounts(const std::string& state_root, const std::string& id, const std::string& file) {
  const std::vector<Mount> mounts = TRY(read_mounts(file));
  const Container container = TRY(open_running(state_root, id));
  for (auto mount = mounts.rbegin(); mount != mounts.rend(); ++mount) {
    TRY_STEP(mount->destination, inside(container, [&](FdRef root) { return detach(root, *mount); }));
  }
  return {};
}

}  // namespace runtime::container
