#include "imagetool/volume/fill.h"

#include <sys/stat.h>

#include <thread>

#include "imagetool/transfer/pipe.h"
#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/interruptible.h"
#include "spec/layer/apply.h"
#include "spec/layer/tree_writer.h"

namespace imagetool::volume {

namespace layer = spec::layer;

namespace {

Result<void> write_content(FdRef folder, Sink& sink) {
  layer::TarWriter tar(sink);
  layer::TreeWriter tree(tar);
  for (const layer::TreeNode& node : TRY(layer::list_nodes(folder, ""))) TRY(tree.add_tree(node));
  return tar.finish();
}

// One thread reads the files and another makes them.
Result<void> copy_content(FdRef from, FdRef to) {
  transfer::Pipe pipe;
  Interruptible sink(pipe);
  std::thread reader([&] {
    Result<void> written = write_content(from, sink);
    written ? pipe.finish() : pipe.fail(std::move(written).error());
  });
  layer::ApplyOptions options;
  options.whiteouts = layer::Whiteouts::kNone;
  const Result<layer::Applied> applied = layer::apply(pipe, to, options);
  pipe.abandon();
  reader.join();
  if (!applied) return applied.error();
  return {};
}

}  // namespace

Result<bool> is_empty(FdRef folder) {
  const std::vector<std::string> names = TRY(list_dir(folder, "."));
  return names.empty();
}

Result<void> fill_from_image(FdRef data, FdRef root, const std::string& path) {
  const Result<Fd> found = open_in_root(root, path, O_RDONLY | O_DIRECTORY);
  if (!found && (found.error().number == ENOENT || found.error().number == ENOTDIR)) return {};
  if (!found) return found.error();
  TRY(copy_content(*found, data));
  struct stat status {};
  if (::fstat(found->get(), &status) < 0) return fail_errno(path);
  // Who is not root has what his user namespace has of it.
  if (::fchown(data.get(), status.st_uid, status.st_gid) < 0 && errno != EPERM && errno != EINVAL) {
    return fail_errno("chown");
  }
  if (::fchmod(data.get(), status.st_mode & 07777) < 0) return fail_errno("chmod");
  const timespec times[2] = {status.st_atim, status.st_mtim};
  if (::futimens(data.get(), times) < 0) return fail_errno("utimes");
  return {};
}

Result<void> own(FdRef folder, uid_t uid, gid_t gid) {
  struct stat above {};
  if (::fstat(folder.get(), &above) < 0) return fail_errno("stat");
  if (::fchown(folder.get(), uid, gid) < 0) return fail_errno("chown");
  for (const layer::TreeNode& node : TRY(layer::list_nodes(folder, ""))) {
    if (node.status.st_dev != above.st_dev) continue;
    if (S_ISDIR(node.status.st_mode)) {
      const Fd inner = TRY(layer::open_node(node));
      TRY_STEP(node.name, own(inner, uid, gid));
    } else if (::fchownat(folder.get(), node.name.c_str(), uid, gid, AT_SYMLINK_NOFOLLOW) < 0) {
      return fail_errno("chown " + node.name);
    }
  }
  return {};
}

}  // namespace imagetool::volume
