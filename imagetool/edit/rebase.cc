#include "imagetool/edit/rebase.h"

#include <algorithm>
#include <map>
#include <memory>

#include "imagetool/archive/choose.h"
#include "spec/base/text.h"
#include "spec/image/reference.h"

namespace imagetool::edit {

namespace image = spec::image;

namespace {

// The places that were opened, each once.
class Sources {
 public:
  Sources(archive::Opener& opener, archive::Side side) : opener_(opener), side_(std::move(side)) {}

  struct Opened {
    std::unique_ptr<ImageSource> source;
    Document top;
  };
  Result<Opened*> open(const std::string& name) {
    Opened& opened = opened_[name];
    if (!opened.source) {
      const archive::Place place = TRY(archive::parse_place(name));
      opened.source = TRY(opener_.source(place, side_));
      opened.top = TRY(opened.source->top());
    }
    return &opened;
  }

 private:
  archive::Opener& opener_;
  archive::Side side_;
  std::map<std::string, Opened> opened_;
};

std::string annotation(const Image& image, const char* name) {
  const auto found = image.manifest.annotations.find(name);
  return found == image.manifest.annotations.end() ? "" : found->second;
}

// In the kind of place where the image is: a name of the store's stays one, any other is a registry's.
std::string place_of(const std::string& name, const archive::Place& image) {
  return image.kind == archive::Place::Kind::kStore ? name : "docker://" + name;
}

// What the image says of its base, where nobody else does.
Result<Bases> bases_of(const Image& image, const archive::Place& place, Bases bases) {
  const std::string name = annotation(image, kBaseName);
  const std::string digest = annotation(image, kBaseDigest);
  if (bases.old_base.empty()) {
    if (name.empty() || digest.empty()) {
      return fail("the image has no annotations about its base").with_hint("--old_base and --new_base name them");
    }
    const image::Reference reference = TRY(image::parse_reference(name));
    bases.old_base = place_of(concat(reference.name(), '@', digest), place);
  }
  if (bases.new_base.empty()) {
    if (name.empty()) return fail("the image has no annotation about its base").with_hint("--new_base names it");
    bases.new_base = place_of(name, place);
  }
  return bases;
}

Result<void> exchange(Image& image, const Image& was, const Image& now) {
  TRY(expect_base(image, was));
  std::vector<image::Digest>& ids = image.config.rootfs.diff_ids;
  const auto count = static_cast<std::ptrdiff_t>(was.config.rootfs.diff_ids.size());
  std::vector<image::Descriptor>& layers = image.manifest.layers;
  const std::vector<image::Digest>& new_ids = now.config.rootfs.diff_ids;
  ids.erase(ids.begin(), ids.begin() + count);
  ids.insert(ids.begin(), new_ids.begin(), new_ids.end());
  layers.erase(layers.begin(), layers.begin() + count);
  layers.insert(layers.begin(), now.manifest.layers.begin(), now.manifest.layers.end());
  std::vector<image::History>& history = image.config.history;
  const auto told = static_cast<std::ptrdiff_t>(std::min(history.size(), was.config.history.size()));
  history.erase(history.begin(), history.begin() + told);
  history.insert(history.begin(), now.config.history.begin(), now.config.history.end());
  return {};
}

}  // namespace

Result<void> expect_base(const Image& image, const Image& base) {
  const std::vector<image::Digest>& ids = image.config.rootfs.diff_ids;
  const std::vector<image::Digest>& below = base.config.rootfs.diff_ids;
  if (below.size() > ids.size() || !std::equal(below.begin(), below.end(), ids.begin())) {
    return fail("the image's lowest layers are not this base's");
  }
  return {};
}

Result<Edit> rebase(archive::Opener& opener, const Request& request, const Bases& given) {
  const archive::Place place = TRY(archive::parse_place(request.image));
  auto sources = std::make_shared<Sources>(opener, side_of(request));
  return Edit([sources, place, given](Image& image, EditedSource& edited) -> Result<void> {
    const Bases bases = TRY(bases_of(image, place, given));
    const image::Platform platform = image::platform_of(image.config);
    Sources::Opened* old_base = TRY_STEP("old base", sources->open(bases.old_base));
    const Image was = TRY_STEP(bases.old_base, read_image(*old_base->source, old_base->top, platform));
    Sources::Opened* new_base = TRY_STEP("new base", sources->open(bases.new_base));
    const Document manifest = TRY_STEP(bases.new_base, archive::choose(*new_base->source, new_base->top, platform));
    const Image now = TRY_STEP(bases.new_base, read_image(*new_base->source, manifest));
    TRY_STEP(bases.old_base, exchange(image, was, now));
    for (const image::Descriptor& layer : now.manifest.layers) edited.put_from(*new_base->source, layer.digest);
    const archive::Place named = TRY(archive::parse_place(bases.new_base));
    if (const Result<image::Reference> reference = image::parse_reference(named.reference)) {
      image.manifest.annotations[kBaseName] = concat(reference->name(), ':', reference->tag);
    }
    image.manifest.annotations[kBaseDigest] = manifest.descriptor.digest.text();
    return {};
  });
}

}  // namespace imagetool::edit
