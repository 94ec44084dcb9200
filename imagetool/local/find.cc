#include "imagetool/local/find.h"

#include "spec/image/reference.h"

namespace imagetool::local {

namespace layout = spec::layout;
using spec::image::Digest;
using spec::image::Reference;

Result<layout::StoredImage> find(const layout::Store& store, const std::string& text) {
  Result<layout::StoredImage> image = layout::find_image(store, text);
  if (image || image.error().number != ENOENT) return image;
  const Result<Reference> reference = spec::image::parse_reference(text);
  Error error = fail("No such image: " + (reference ? reference->familiar() : text));
  error.number = ENOENT;
  if (reference) error.hint = "imagetool pull " + text;
  return error;
}

Result<void> hold(const layout::Lease& lease, const layout::StoredImage& image) {
  std::vector<Digest> blobs = {image.target.digest, image.descriptor.digest, image.id()};
  for (const auto& layer : image.manifest.layers) blobs.push_back(layer.digest);
  return lease.hold(blobs);
}

std::uint64_t size_of(const layout::StoredImage& image) {
  std::uint64_t size = image.descriptor.size + image.manifest.config.size;
  for (const auto& layer : image.manifest.layers) size += layer.size;
  return size;
}

std::string familiar(const std::string& name) {
  const Result<Reference> reference = spec::image::parse_reference(name);
  return reference && reference->text() == name ? reference->familiar() : name;
}

}  // namespace imagetool::local
