#include "buildtool/build/mount_export.h"

#include "buildtool/build/step.h"
#include "buildtool/cache/mounts.h"
#include "spec/base/file.h"
#include "spec/base/lock.h"
#include "spec/base/text.h"
#include "spec/layer/diff.h"
#include "spec/layout/layer_blob.h"

namespace buildtool::build {

namespace {

Result<CacheMountLayer> seal(Session& session, const std::string& name, const std::string& description) {
  const std::string path = concat(cache::kCacheMounts, "/", name);
  const Fd folder = TRY(open_dir(session.lease.store().dir(), path));
  const FileLock lock = TRY(FileLock::try_now(folder, "lock", LockKind::kShared));
  const Fd content = TRY(open_dir(folder, "content"));
  spec::layout::LayerBlob blob = TRY(spec::layout::LayerBlob::make(session.lease));
  TRY(spec::layer::tar_tree(content, blob));
  const spec::layout::SealedLayer sealed = TRY(blob.commit());
  return CacheMountLayer{
      name, description, sealed.blob.digest, {sealed.blob.media_type, sealed.diff_id, sealed.blob.size, ""}};
}

}  // namespace

Result<std::vector<CacheMountLayer>> seal_mounts(Session& session, progress::StepId shown) {
  std::vector<CacheMountLayer> out;
  const std::map<std::string, std::string> used = session.used_mounts.all();
  for (const auto& [name, description] : used) {
    Result<CacheMountLayer> layer = seal(session, name, description);
    if (layer) {
      out.push_back(std::move(*layer));
    } else if (layer.error().number == EWOULDBLOCK) {
      session.display.output(shown, concat("cache mount ", description, " is in use: left out\n"));
    } else {
      return std::move(layer).error().step("cache mount " + description);
    }
  }
  for (CacheMountLayer& layer : session.imported.take_other_mounts(session, used)) out.push_back(std::move(layer));
  return out;
}

}  // namespace buildtool::build
