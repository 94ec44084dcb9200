#include "imagetool/archive/export.h"

#include "imagetool/archive/output.h"
#include "imagetool/local/live.h"
#include "imagetool/local/view.h"
#include "spec/base/fd_stream.h"
#include "spec/base/interruptible.h"
#include "spec/layer/diff.h"

namespace imagetool::archive {

namespace layout = spec::layout;

namespace {

// Of a container that runs, too, without its mounts.
Result<local::View> open_root(const layout::Lease& lease, const std::string& what, bool pause,
                              std::optional<local::Freezer>& frozen) {
  if (!local::is_bundle(what)) return local::open_view(lease, what);
  const local::BundleRoot bundle = TRY_STEP(what, local::BundleRoot::open(what));
  if (pause) frozen = TRY_STEP(what, local::freeze_user_of(bundle));
  return TRY_STEP(what, local::open_view(lease, bundle, std::nullopt, local::Access::kRead));
}

}  // namespace

Result<void> export_rootfs(const layout::Lease& lease, const std::string& what, const std::string& output, bool pause) {
  Output to = TRY_STEP(output, Output::open(output));
  FdSink file(to.fd(), "the archive");
  Interruptible sink(file);
  std::optional<local::Freezer> frozen;
  const local::View view = TRY(open_root(lease, what, pause, frozen));
  TRY(spec::layer::tar_tree(view.root, sink));
  return to.keep();
}

}  // namespace imagetool::archive
