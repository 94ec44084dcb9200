// A layer in a file: of a tar that a person has, or of our own making.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "imagetool/archive/files.h"
#include "imagetool/edit/edited_source.h"
#include "imagetool/edit/image.h"
#include "spec/base/result.h"
#include "spec/base/stream.h"
#include "spec/image/descriptor.h"
#include "spec/image/digest.h"
#include "spec/layer/compression.h"

namespace imagetool::edit {

struct LayerFile {
  spec::image::Descriptor blob;  // of OCI's type
  spec::image::Digest diff_id;
  archive::Extent file;
};

// The tar at `path`, or standard input where it is "-". One that gzip or zstd compressed stays the bytes that it is,
// any other gets gzip.
Result<LayerFile> read_layer(const std::string& path);

// A layer of our own: its plain tar is written into it, and kept with gzip in a file without a name.
class LayerWriter : public Sink {
 public:
  static Result<LayerWriter> make();
  LayerWriter(LayerWriter&&) noexcept;
  ~LayerWriter() override;
  Result<void> write(std::string_view tar) override;
  // Once.
  Result<LayerFile> finish();

 private:
  struct State;
  explicit LayerWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// One layer more, and a line of the history, at the image's own time: the same edit gives the same bytes.
void add_layer(const LayerFile& layer, const std::string& created_by, Image& image, EditedSource& edited);

}  // namespace imagetool::edit
