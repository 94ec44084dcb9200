#include "imagetool/edit/flatten.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "imagetool/archive/nameless_file.h"
#include "imagetool/archive/output.h"
#include "imagetool/archive/verifier.h"
#include "imagetool/edit/layer_file.h"
#include "imagetool/edit/rebase.h"
#include "spec/base/fd_stream.h"
#include "spec/base/text.h"
#include "spec/layer/compression.h"
#include "spec/layer/flatten.h"

namespace imagetool::edit {

namespace image = spec::image;
namespace layer = spec::layer;

namespace {

// Layers are read twice, and a source gives a blob once: what is compressed is kept meanwhile, in $TMPDIR.
Result<archive::Extent> keep(ImageSource& source, const image::Descriptor& blob) {
  auto file = std::make_shared<Fd>(TRY(archive::scratch_file()));
  FdSink sink(*file, "a layer in $TMPDIR");
  archive::Verifier verifier(sink, blob);
  TRY(source.blob(blob, verifier));
  TRY(verifier.finish());
  return archive::Extent{std::move(file), 0, blob.size};
}

class PlainLayer : public Source {
 public:
  static Result<std::unique_ptr<Source>> open(const archive::Extent& extent) {
    auto plain = std::make_unique<PlainLayer>(extent);
    plain->plain_ = TRY(layer::decompress(plain->file_));
    return std::unique_ptr<Source>(std::move(plain));
  }
  explicit PlainLayer(const archive::Extent& extent) : file_(extent) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override {
    TRY(check_interrupted());
    return plain_->read(buffer, size);
  }

 private:
  archive::ExtentSource file_;
  std::unique_ptr<Source> plain_;
};

Result<void> write_above(const Image& image, ImageSource& source, std::size_t base, Sink& out) {
  std::vector<layer::LayerReader> readers;
  for (const image::Descriptor& blob : image.manifest.layers) {
    archive::Extent kept = TRY_STEP(blob.digest.text(), keep(source, blob));
    readers.emplace_back([kept] { return PlainLayer::open(kept); });
  }
  return layer::flatten(readers, base, out);
}

// The first `base` layers, and one for all others.
Result<void> merge_above(Image& image, EditedSource& edited, std::size_t base, const std::string& by) {
  LayerWriter writer = TRY(LayerWriter::make());
  TRY(write_above(image, edited, base, writer));
  const LayerFile made = TRY(writer.finish());
  image.manifest.layers.resize(base);
  image.config.rootfs.diff_ids.resize(base);
  add_layer(made, by, image, edited);
  return {};
}

}  // namespace

Edit flatten() {
  return [](Image& image, EditedSource& edited) -> Result<void> {
    if (image.manifest.layers.size() < 2) return {};
    image.config.history.clear();
    image.manifest.annotations.erase(kBaseName);
    image.manifest.annotations.erase(kBaseDigest);
    return merge_above(image, edited, 0, "imagetool flatten");
  };
}

Result<Edit> squash(archive::Opener& opener, const Request& request, const std::string& base) {
  const archive::Place place = TRY(archive::parse_place(base));
  const std::shared_ptr<ImageSource> source = TRY(opener.source(place, side_of(request)));
  const Document top = TRY_STEP(base, source->top());
  return Edit([source, top, base](Image& image, EditedSource& edited) -> Result<void> {
    const Image below = TRY_STEP(base, read_image(*source, top, image::platform_of(image.config)));
    TRY_STEP(base, expect_base(image, below));
    const std::size_t count = below.manifest.layers.size();
    if (image.manifest.layers.size() < count + 2) return {};
    image.config.history.resize(std::min(image.config.history.size(), below.config.history.size()));
    return merge_above(image, edited, count, "imagetool squash");
  });
}

Result<void> export_flat(const std::string& root, const Request& request, const std::string& output) {
  archive::Opener opener(root);
  const archive::Place place = TRY(archive::parse_place(request.image));
  const std::unique_ptr<ImageSource> source = TRY(opener.source(place, side_of(request)));
  const image::Platform platform = request.platform ? *request.platform : image::host_platform();
  const Document top = TRY_STEP(request.image, source->top());
  const Image flat = TRY_STEP(request.image, read_image(*source, top, platform));
  archive::Output to = TRY_STEP(output, archive::Output::open(output));
  FdSink file(to.fd(), "the archive");
  TRY_STEP(request.image, write_above(flat, *source, 0, file));
  return to.keep();
}

}  // namespace imagetool::edit
