#include "imagetool/local/remove.h"

#include <algorithm>
#include <set>

#include "imagetool/local/cells.h"
#include "imagetool/local/find.h"
#include "imagetool/local/mount.h"
#include "imagetool/local/mount_table.h"
#include "spec/base/text.h"
#include "spec/image/chain_id.h"
#include "spec/image/reference.h"
#include "spec/layout/garbage.h"
#include "spec/layout/names.h"
#include "spec/layout/roots.h"

namespace imagetool::local {

namespace layout = spec::layout;
using layout::StoredImage;
using spec::image::Digest;
using spec::image::Reference;

namespace {

// What uses this image: "bundle /box"; or "".
Result<std::string> find_user(const layout::Store& store, const StoredImage& image) {
  TRY(tidy_mounts(store));
  const std::vector<layout::Root> roots = TRY(layout::list_roots(store));
  for (const layout::Root& root : roots) {
    if (root.image != image.descriptor.digest.text()) continue;
    const Holder holder = holder_of(store, root);
    return (holder.is_mount ? "mount " : "bundle ") + holder.path;
  }
  return std::string();
}

Result<void> expect_unused(const layout::Store& store, const StoredImage& image, const std::string& object) {
  const std::string user = TRY(find_user(store, image));
  if (user.empty()) return {};
  return fail(concat("conflict: unable to ", object, " - ", user, " is using its referenced image ",
                     id_cell(image.id(), false)));
}

std::set<std::string> repositories(const StoredImage& image) {
  std::set<std::string> out;
  for (const std::string& name : image.names) {
    const Result<Reference> reference = spec::image::parse_reference(name);
    out.insert(reference ? reference->name() : name);
  }
  return out;
}

void add_untagged(const StoredImage& image, std::vector<std::string>& lines) {
  std::set<std::string> by_digest;
  for (const std::string& name : image.names) {
    lines.push_back("Untagged: " + familiar(name));
    const Result<Reference> reference = spec::image::parse_reference(name);
    if (reference && reference->text() == name && reference->digest.empty()) {
      by_digest.insert("Untagged: " + reference->familiar_name() + "@" + image.target.digest.text());
    }
  }
  lines.insert(lines.end(), by_digest.begin(), by_digest.end());
}

// The image's id and the ChainIDs of the layers that went with it, the topmost first.
void add_deleted(const StoredImage& image, const layout::Collected& gone, std::vector<std::string>& lines) {
  const auto went = [&](const Digest& digest) {
    return std::find(gone.blobs.begin(), gone.blobs.end(), digest) != gone.blobs.end();
  };
  if (went(image.id())) lines.push_back("Deleted: " + image.id().text());
  const std::vector<Digest> chain = spec::image::chain_ids(image.config.rootfs.diff_ids);
  for (std::size_t i = std::min(chain.size(), image.manifest.layers.size()); i-- > 0;) {
    if (went(image.manifest.layers[i].digest)) lines.push_back("Deleted: " + chain[i].text());
  }
}

// An image whose documents cannot be read still has names that can be taken away.
Result<std::vector<std::string>> remove_broken(const layout::Store& store, const std::string& text,
                                               const Error& error) {
  const Result<Reference> reference = spec::image::parse_reference(text);
  for (const std::string& name : {text, reference ? reference->text() : text}) {
    const bool was_there = TRY(layout::remove_name(store, name));
    if (!was_there) continue;
    TRY(layout::collect(store));
    return std::vector<std::string>{"Untagged: " + familiar(name)};
  }
  return error;
}

}  // namespace

Result<std::vector<std::string>> remove(const layout::Store& store, const std::string& text, bool force) {
  const Result<StoredImage> found = find_any(store, text);
  if (!found) return remove_broken(store, text, found.error());
  const StoredImage& image = *found;
  const bool by_name = !image.found_as.empty();
  std::vector<std::string> lines;
  if (by_name && image.names.size() > 1) {
    TRY(layout::remove_name(store, image.found_as));
    lines.push_back("Untagged: " + familiar(image.found_as));
    return lines;
  }
  const std::string id = id_cell(image.id(), false);
  if (!force && !by_name && repositories(image).size() > 1) {
    return fail("conflict: unable to delete " + id +
                " (must be forced) - image is referenced in multiple repositories");
  }
  if (!force) {
    const std::string object = by_name ? "remove repository reference \"" + familiar(image.found_as) + "\" (must force)"
                                       : "delete " + id + " (must be forced)";
    TRY(expect_unused(store, image, object));
  }
  // An id may be in several targets: an index, and the manifest alone.
  for (const std::string& name : image.names) TRY(layout::remove_name(store, name));
  TRY(layout::remove_target(store, image.target.digest));
  const layout::Collected gone = TRY(layout::collect(store));
  add_untagged(image, lines);
  add_deleted(image, gone, lines);
  return lines;
}

}  // namespace imagetool::local
