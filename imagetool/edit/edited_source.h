// An image of which parts, or all, are new: those are here, what else it has is read from where it is.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "imagetool/archive/files.h"
#include "imagetool/archive/image_source.h"
#include "spec/image/descriptor.h"
#include "spec/image/digest.h"

namespace imagetool::edit {

using archive::Document;
using archive::ImageSource;

// What is put into it is put before the first blob is read.
class EditedSource : public ImageSource {
 public:
  // `base`: where everything is that was never put here; it must outlive this. None: there is nothing else.
  explicit EditedSource(ImageSource* base = nullptr) : base_(base) {}

  // A config, a manifest or an index; returns its descriptor.
  spec::image::Descriptor put(std::string text, std::string_view media_type);
  // A blob that is a file of ours.
  void put_file(const spec::image::Digest& digest, archive::Extent extent);
  // A blob that another source has, which must outlive this.
  void put_from(ImageSource& other, const spec::image::Digest& digest) { elsewhere_[digest] = &other; }
  // What the image is now.
  void set_top(Document top) { top_ = std::move(top); }

  Result<Document> top() override { return top_; }
  Result<Document> document(const spec::image::Descriptor& descriptor) override;
  Result<void> blob(const spec::image::Descriptor& blob, Sink& sink) override;
  const registry::Endpoint* origin(const spec::image::Descriptor& blob) const override;

 private:
  ImageSource* base_;
  Document top_;
  std::map<spec::image::Digest, std::string> texts_;
  std::map<spec::image::Digest, archive::Extent> files_;
  std::map<spec::image::Digest, ImageSource*> elsewhere_;
};

}  // namespace imagetool::edit
