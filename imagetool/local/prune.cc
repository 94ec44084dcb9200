#include "imagetool/local/prune.h"

#include <set>

#include "imagetool/local/find.h"
#include "imagetool/local/mount.h"
#include "spec/layout/garbage.h"
#include "spec/layout/names.h"
#include "spec/layout/roots.h"

namespace imagetool::local {

namespace layout = spec::layout;

Result<Pruned> prune(const layout::Store& store, ImageFilter filter, bool all) {
  const bool named_too = filter.take_dangling() == false || all;
  TRY(tidy_mounts(store));
  std::set<std::string> used;
  const std::vector<layout::Root> roots = TRY(layout::list_roots(store));
  for (const layout::Root& root : roots) used.insert(root.image);
  Pruned pruned;
  const std::vector<layout::StoredImage> images = TRY(find_all(store));
  for (const layout::StoredImage& image : images) {
    if (!named_too && !image.names.empty()) continue;
    if (used.contains(image.descriptor.digest.text()) || !filter.matches(image)) continue;
    const std::vector<std::string> names = TRY(layout::remove_target(store, image.target.digest));
    for (const std::string& name : names) pruned.lines.push_back("untagged: " + familiar(name));
    pruned.lines.push_back("deleted: " + image.id().text());
  }
  const layout::Collected gone = TRY(layout::collect(store, layout::CountLayers::kYes));
  pruned.bytes = gone.bytes + gone.layer_bytes;
  return pruned;
}

}  // namespace imagetool::local
