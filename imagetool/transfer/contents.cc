#include "imagetool/transfer/contents.h"

#include <algorithm>

#include "spec/base/text.h"
#include "spec/image/document.h"
#include "spec/image/index.h"
#include "spec/image/manifest.h"
#include "spec/image/media_type.h"
#include "spec/layout/dropped.h"

namespace imagetool::transfer {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

constexpr int kNestedIndexes = 4;

Result<registry::Document> read(const layout::Store& store, const image::Descriptor& descriptor) {
  registry::Document document;
  document.text = TRY(store.read_blob(descriptor));
  document.descriptor.media_type = TRY(image::document_type(document.text, descriptor.media_type));
  document.descriptor.digest = descriptor.digest;
  document.descriptor.size = document.text.size();
  return document;
}

void add_blob(const image::Descriptor& blob, Contents& out) {
  const bool known = std::any_of(out.blobs.begin(), out.blobs.end(),
                                 [&](const image::Descriptor& other) { return other.digest == blob.digest; });
  if (!known) out.blobs.push_back(blob);
}

// A layer that its maker lets nobody pass on stays where its `urls` say.
bool stays_elsewhere(const image::Descriptor& layer) {
  return !layer.urls.empty() && (layer.media_type.find("nondistributable") != std::string::npos ||
                                 layer.media_type.find("foreign") != std::string::npos);
}

Result<void> add_manifest(const registry::Document& document, Contents& out) {
  const image::Manifest manifest = TRY(image::parse_manifest(document.text, document.descriptor.media_type));
  for (const image::Descriptor& layer : manifest.layers) {
    if (!stays_elsewhere(layer)) add_blob(layer, out);
  }
  add_blob(manifest.config, out);
  return {};
}

// Is an index here with all that it names?
Result<bool> add_index(const layout::Store& store, const registry::Document& document, int depth, Contents& out) {
  if (depth == kNestedIndexes) return fail("indexes are nested too deeply");
  const image::Index index = TRY(image::parse_index(document.text, document.descriptor.media_type));
  for (const image::Descriptor& entry : index.manifests) {
    if (!TRY(store.has(entry))) return false;
    const registry::Document child = TRY(read(store, entry));
    if (image::is_index(child.descriptor.media_type)) {
      if (!TRY(add_index(store, child, depth + 1, out))) return false;
    } else {
      TRY(add_manifest(child, out));
    }
    out.manifests.push_back(child);
  }
  return true;
}

Result<bool> has_all(const layout::Store& store, const Contents& contents) {
  for (const image::Descriptor& blob : contents.blobs) {
    if (TRY(store.has(blob))) continue;
    if (!TRY(layout::dropped_to(store, blob.digest))) return false;
  }
  return true;
}

}  // namespace

Result<Contents> contents_of(const layout::Store& store, const image::Descriptor& target) {
  Contents contents;
  contents.top = TRY(read(store, target));
  for (int depth = 0; image::is_index(contents.top.descriptor.media_type); ++depth) {
    const bool whole = TRY(add_index(store, contents.top, depth, contents));
    if (whole && TRY(has_all(store, contents))) return contents;
    const image::Index index = TRY(image::parse_index(contents.top.text, contents.top.descriptor.media_type));
    const image::Descriptor* best = image::best_match(index, image::host_platform());
    if (best == nullptr) return fail("no image for platform " + image::host_platform().text());
    const image::Descriptor chosen = *best;
    contents = Contents();
    contents.top = TRY(read(store, chosen));
  }
  TRY(add_manifest(contents.top, contents));
  return contents;
}

}  // namespace imagetool::transfer
