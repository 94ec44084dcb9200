#include "imagetool/local/prune.h"

#include <set>

#include "imagetool/local/find.h"
#include "imagetool/local/mount.h"
#include "imagetool/registry/referrers.h"
#include "spec/layout/garbage.h"
#include "spec/layout/names.h"
#include "spec/layout/roots.h"

namespace imagetool::local {

namespace layout = spec::layout;

namespace {

// What has no name, and says that it is about a manifest that is not here any more.
Result<bool> drop_orphans(const layout::Store& store) {
  bool any = false;
  for (const layout::NamedImage& one : TRY(layout::list_names(store))) {
    if (!one.name.empty()) continue;
    const Result<std::string> text = store.read_blob(one.target);
    if (!text) continue;
    const Result<registry::Referrer> referrer = registry::as_referrer({*text, one.target});
    if (!referrer || !referrer->subject || TRY(store.has(referrer->subject->digest))) continue;
    TRY(layout::remove_nameless(store, one.target.digest));
    any = true;
  }
  return any;
}

// Orphans of orphans, too.
Result<layout::Collected> collect_all(const layout::Store& store) {
  layout::Collected all = TRY(layout::collect(store, layout::CountLayers::kYes));
  while (TRY(drop_orphans(store))) {
    const layout::Collected more = TRY(layout::collect(store, layout::CountLayers::kYes));
    all.bytes += more.bytes;
    all.layer_bytes += more.layer_bytes;
  }
  return all;
}

}  // namespace

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
  const layout::Collected gone = TRY(collect_all(store));
  pruned.bytes = gone.bytes + gone.layer_bytes;
  return pruned;
}

}  // namespace imagetool::local
