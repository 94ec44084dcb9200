#include "imagetool/edit/edited_source.h"

namespace imagetool::edit {

namespace image = spec::image;

namespace {

Error missing(const image::Descriptor& what) {
  Error error = fail(what.digest.text() + ": is not part of the image");
  error.number = ENOENT;
  return error;
}

}  // namespace

image::Descriptor EditedSource::put(std::string text, std::string_view media_type) {
  image::Descriptor descriptor;
  descriptor.media_type = media_type;
  descriptor.digest = image::digest_of(text);
  descriptor.size = text.size();
  texts_[descriptor.digest] = std::move(text);
  return descriptor;
}

void EditedSource::put_file(const image::Digest& digest, archive::Extent extent) { files_[digest] = std::move(extent); }

Result<Document> EditedSource::document(const image::Descriptor& descriptor) {
  const auto own = texts_.find(descriptor.digest);
  if (own == texts_.end()) {
    if (base_ == nullptr) return missing(descriptor);
    return base_->document(descriptor);
  }
  return archive::verified_document(own->second, descriptor);
}

Result<void> EditedSource::blob(const image::Descriptor& blob, Sink& sink) {
  if (const auto own = texts_.find(blob.digest); own != texts_.end()) return sink.write(own->second);
  if (const auto own = files_.find(blob.digest); own != files_.end()) return archive::copy_to(own->second, sink);
  if (const auto other = elsewhere_.find(blob.digest); other != elsewhere_.end())
    return other->second->blob(blob, sink);
  if (base_ == nullptr) return missing(blob);
  return base_->blob(blob, sink);
}

const registry::Endpoint* EditedSource::origin(const image::Descriptor& blob) const {
  if (texts_.contains(blob.digest) || files_.contains(blob.digest)) return nullptr;
  const auto other = elsewhere_.find(blob.digest);
  if (other != elsewhere_.end()) return other->second->origin(blob);
  return base_ == nullptr ? nullptr : base_->origin(blob);
}

}  // namespace imagetool::edit
