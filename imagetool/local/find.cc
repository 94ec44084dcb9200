#include "imagetool/local/find.h"

#include <optional>

#include "imagetool/local/platforms.h"
#include "spec/base/text.h"
#include "spec/image/media_type.h"
#include "spec/image/platform_match.h"
#include "spec/image/reference.h"

namespace imagetool::local {

namespace layout = spec::layout;
using spec::image::Digest;
using spec::image::Platform;
using spec::image::Reference;

namespace {

Error in_dockers_words(Error&& error, const std::string& text) {
  if (error.number != ENOENT || !error.steps.empty()) return std::move(error);
  const Result<Reference> reference = spec::image::parse_reference(text);
  Error out = fail("No such image: " + (reference ? reference->familiar() : text));
  out.number = ENOENT;
  if (reference) out.hint = "imagetool pull " + text;
  return out;
}

}  // namespace

Result<layout::StoredImage> find(const layout::Store& store, const std::string& text,
                                 const std::optional<Platform>& platform) {
  Result<layout::StoredImage> image = layout::find_image(store, text, platform.value_or(spec::image::host_platform()));
  // A manifest without an index is found for any platform.
  if (image && platform) {
    const Platform has = spec::image::platform_of(image->config);
    if (spec::image::suits(has, *platform)) return image;
    return fail(concat("image with reference ", text, " was found but its platform (", has.text(),
                       ") does not match the specified platform (", platform->text(), ")"));
  }
  if (image) return image;
  if (const Result<layout::StoredImage> other = find_any(store, text)) {
    const std::string has = spec::image::platform_of(other->config).text();
    return fail(text + ": is here for " + has + " only").with_hint("imagetool pull " + text);
  }
  return in_dockers_words(std::move(image).error(), text);
}

Result<layout::StoredImage> find_any(const layout::Store& store, const std::string& text) {
  Result<layout::StoredImage> own = layout::find_image(store, text);
  if (own) return own;
  const std::vector<layout::NamedImage> names = TRY(layout::list_names(store));
  for (const Platform& platform : platforms(store, names)) {
    Result<layout::StoredImage> image = layout::find_image(store, text, platform);
    if (image) return image;
  }
  // This machine's is the one to tell.
  return in_dockers_words(std::move(own).error(), text);
}

Result<layout::StoredImage> load_any(const layout::Store& store, const layout::Target& target) {
  Result<layout::StoredImage> own = layout::load_target(store, target);
  if (own || !spec::image::is_index(target.descriptor.media_type)) return own;
  for (const Platform& platform : platforms(store, {{"", target.descriptor}})) {
    Result<layout::StoredImage> image = layout::load_target(store, target, platform);
    if (image) return image;
  }
  return own;
}

Result<void> each(const layout::Store& store, const std::function<void(layout::StoredImage&&)>& visit) {
  std::vector<layout::NamedImage> names = TRY(layout::list_names(store));
  for (const layout::Target& target : layout::by_target(std::move(names))) {
    if (Result<layout::StoredImage> image = load_any(store, target)) visit(std::move(*image));
  }
  return {};
}

Result<std::vector<layout::StoredImage>> find_all(const layout::Store& store) {
  std::vector<layout::StoredImage> images;
  TRY(each(store, [&](layout::StoredImage&& image) { images.push_back(std::move(image)); }));
  return images;
}

Result<void> hold(const layout::Lease& lease, const layout::StoredImage& image) {
  std::vector<Digest> blobs = {image.target.digest, image.descriptor.digest, image.id()};
  for (const auto& layer : image.manifest.layers) blobs.push_back(layer.digest);
  return lease.hold(blobs);
}

std::string familiar(const std::string& name) {
  const Result<Reference> reference = spec::image::parse_reference(name);
  return reference && reference->text() == name ? reference->familiar() : name;
}

}  // namespace imagetool::local
