#include "imagetool/archive/list_source.h"

#include <map>

#include "imagetool/archive/store_image.h"
#include "spec/base/text.h"
#include "spec/image/manifest.h"

namespace imagetool::archive {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

class ListSource : public ImageSource {
 public:
  ListSource(Opener& opener, Side side, const layout::Lease& lease, std::unique_ptr<ImageSource> store,
             std::map<image::Digest, std::string> origins)
      : opener_(opener),
        side_(std::move(side)),
        lease_(lease),
        store_(std::move(store)),
        origins_(std::move(origins)) {}

  Result<Document> top() override { return store_->top(); }

  // Where it came from is asked now: blobs are fetched by several threads.
  Result<Document> document(const image::Descriptor& descriptor) override {
    Document document = TRY(store_->document(descriptor));
    const auto origin = origins_.find(descriptor.digest);
    if (origin == origins_.end()) return document;
    const Place there{Place::Kind::kRegistry, "", concat(origin->second, '@', descriptor.digest.text())};
    std::shared_ptr<ImageSource> registry = TRY(opener_.source(there, side_));
    TRY(registry->top());
    const image::Manifest manifest = TRY(image::parse_manifest(document.text, document.descriptor.media_type));
    for (const image::Descriptor& layer : manifest.layers) registries_[layer.digest] = registry;
    registries_[manifest.config.digest] = registry;
    return document;
  }

  Result<void> blob(const image::Descriptor& blob, Sink& sink) override {
    TRY(lease_.hold({blob.digest}));
    const auto registry = registries_.find(blob.digest);
    const bool here = TRY(lease_.store().has(blob));
    if (here || registry == registries_.end()) return store_->blob(blob, sink);
    return registry->second->blob(blob, sink);
  }

  const registry::Endpoint* origin(const image::Descriptor& blob) const override {
    const auto registry = registries_.find(blob.digest);
    return registry == registries_.end() ? nullptr : registry->second->origin(blob);
  }

 private:
  Opener& opener_;
  Side side_;
  const layout::Lease& lease_;
  std::unique_ptr<ImageSource> store_;
  std::map<image::Digest, std::string> origins_;                      // of manifests
  std::map<image::Digest, std::shared_ptr<ImageSource>> registries_;  // of blobs
};

}  // namespace

Result<std::unique_ptr<ImageSource>> list_source(Opener& opener, const Side& side, const StoredList& list) {
  const layout::Lease* lease = TRY(opener.lease());
  std::unique_ptr<ImageSource> store = TRY(store_source(*lease, list.name()));
  return std::make_unique<ListSource>(opener, side, *lease, std::move(store), list.origins());
}

}  // namespace imagetool::archive
