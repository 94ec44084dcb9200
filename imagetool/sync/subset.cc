#include "imagetool/sync/subset.h"

#include <algorithm>
#include <set>

#include "spec/base/text.h"
#include "spec/image/index.h"
#include "spec/image/media_type.h"

namespace imagetool::sync {

namespace image = spec::image;

namespace {

bool is_wanted(const image::Descriptor& entry, const std::vector<image::Platform>& platforms) {
  if (!entry.platform) return false;
  const image::Platform offered = image::normalise(*entry.platform);
  return std::any_of(platforms.begin(), platforms.end(), [&](const image::Platform& wanted) {
    return offered.os == wanted.os && offered.architecture == wanted.architecture && offered.variant == wanted.variant;
  });
}

// BuildKit's mark: the digest of the manifest that an attestation is about.
std::string subject_of(const image::Descriptor& entry) {
  const auto found = entry.annotations.find("vnd.docker.reference.digest");
  return found == entry.annotations.end() ? "" : found->second;
}

}  // namespace

Result<void> take_platforms(archive::ImageSource& source, const std::vector<image::Platform>& platforms,
                            edit::EditedSource& edited) {
  archive::Document top = TRY(source.top());
  if (platforms.empty() || !image::is_index(top.descriptor.media_type)) {
    edited.set_top(std::move(top));
    return {};
  }
  image::Index index = TRY(image::parse_index(top.text, top.descriptor.media_type));
  const std::size_t all = index.manifests.size();
  std::set<std::string> kept;
  for (const image::Descriptor& entry : index.manifests) {
    if (is_wanted(entry, platforms)) kept.insert(entry.digest.text());
  }
  if (kept.empty()) return fail("no image for any of the platforms; there is " + image::platforms_text(index));
  std::erase_if(index.manifests, [&](const image::Descriptor& entry) {
    return !kept.contains(entry.digest.text()) && !kept.contains(subject_of(entry));
  });
  if (index.manifests.size() < all) {
    const std::string text = image::write_index(index);
    top = TRY(archive::verified_document(text, edited.put(text, top.descriptor.media_type)));
  }
  edited.set_top(std::move(top));
  return {};
}

}  // namespace imagetool::sync
