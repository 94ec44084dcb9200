#include "imagetool/archive/export.h"

#include <sys/stat.h>
#include <unistd.h>

#include "imagetool/archive/output.h"
#include "imagetool/local/find.h"
#include "spec/base/fd_stream.h"
#include "spec/base/file.h"
#include "spec/base/interruptible.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"
#include "spec/bundle/overlay.h"
#include "spec/layer/diff.h"
#include "spec/layer/overlay_mount.h"
#include "spec/layout/unpack.h"
#include "spec/layout/user_namespace.h"
#include "spec/runtime/config.h"

namespace imagetool::archive {

namespace layer = spec::layer;
namespace layout = spec::layout;

namespace {

constexpr std::uint64_t kMaxConfig = 16 << 20;

bool is_there(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

Result<void> write_tree(FdRef root, Sink& out) {
  // What a detached mount gives can be walked from, but not read.
  const Fd folder = TRY(open_dir(root, "."));
  TRY(layer::tar_tree(folder, out));
  return {};
}

// `lowers`: the uppermost first. An empty folder below them all makes whiteouts
// of the lowest mean what they say, too.
Result<void> write_merged(const layout::Lease& lease, std::vector<std::string> lowers, Sink& out) {
  const TemporaryDir empty = TRY(TemporaryDir::make(lease.tmp(), ".", 0755));
  lowers.push_back(concat(lease.tmp_path(), '/', empty.path()));
  layer::OverlayFolders folders;
  folders.lowers = std::move(lowers);
  const Fd view = TRY(layer::mount_overlay(folders));
  return write_tree(view, out);
}

Result<void> write_bundle(const layout::Lease& lease, const std::string& bundle, Sink& out) {
  const std::string text = TRY(read_file(bundle + "/config.json", kMaxConfig));
  const spec::runtime::Config config = TRY_STEP(bundle + "/config.json", spec::runtime::parse_config(text));
  if (!is_there(bundle + "/upper")) {
    if (!config.root) return fail(bundle + "/config.json: there is no root");
    const bool absolute = config.root->path.starts_with('/');
    const Fd root = TRY(open_dir(absolute ? config.root->path : concat(bundle, '/', config.root->path)));
    return write_tree(root, out);
  }
  // See spec/bundle/overlay.h: layers/0 is the topmost.
  std::vector<std::string> lowers = {bundle + "/upper"};
  for (int i = 0; is_there(concat(bundle, "/layers/", i)); ++i) lowers.push_back(concat(bundle, "/layers/", i));
  return write_merged(lease, std::move(lowers), out);
}

Result<void> write_image(const layout::Lease& lease, const std::string& name, Sink& out) {
  const layout::StoredImage image = TRY(local::find(lease.store(), name));
  TRY(local::hold(lease, image));
  if (layout::ids_of_process() != layout::Ids::kRoot) {
    // Without the right to mount: a copy, one layer over another.
    const TemporaryDir copy = TRY(TemporaryDir::make(lease.tmp(), ".", 0700));
    TRY(layout::unpack_rootfs(lease, image.manifest, image.config, copy.fd()));
    return write_tree(copy.fd(), out);
  }
  std::vector<std::string> folders;
  for (const layout::UnpackedLayer& one : TRY(layout::unpack_image(lease, image.manifest, image.config))) {
    folders.push_back(one.folder);
  }
  return write_merged(lease, spec::bundle::overlay_lowers(folders), out);
}

}  // namespace

Result<void> export_rootfs(const layout::Lease& lease, const std::string& what, const std::string& output) {
  Output to = TRY_STEP(output, Output::open(output));
  FdSink file(to.fd(), "the archive");
  Interruptible sink(file);
  if (is_there(what + "/config.json")) {
    TRY_STEP(what, write_bundle(lease, what, sink));
  } else {
    TRY(write_image(lease, what, sink));
  }
  return to.keep();
}

}  // namespace imagetool::archive
