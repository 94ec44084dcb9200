#include "imagetool/archive/layout.h"

#include "imagetool/archive/referrers_among.h"
#include "spec/base/text.h"
#include "spec/image/media_type.h"
#include "spec/json/text.h"

namespace imagetool::archive {

namespace image = spec::image;

namespace {

std::string annotation(const image::Descriptor& entry, const char* key) {
  const auto found = entry.annotations.find(key);
  return found == entry.annotations.end() ? "" : found->second;
}

class LayoutSource : public ImageSource {
 public:
  LayoutSource(std::shared_ptr<const Files> files, image::Descriptor entry)
      : files_(std::move(files)), entry_(std::move(entry)) {}

  Result<Document> top() override { return document(entry_); }

  Result<Document> document(const image::Descriptor& descriptor) override {
    std::string text = TRY(read(*files_, blob_path(descriptor.digest)));
    return TRY_STEP(files_->name(), verified_document(std::move(text), descriptor));
  }

  Result<std::vector<image::Descriptor>> referrers(const image::Digest& subject) override {
    const image::Index index = TRY(read_layout_index(*files_));
    return referrers_among(*this, index.manifests, subject);
  }
  Result<Document> tagged(const std::string& tag) override {
    const image::Index index = TRY(read_layout_index(*files_));
    const image::Descriptor entry = TRY(find_entry(index, tag, files_->name()));
    return document(entry);
  }

  Result<void> blob(const image::Descriptor& blob, Sink& sink) override {
    const Extent extent = TRY(files_->find(blob_path(blob.digest)));
    return copy_to(extent, sink);
  }

 private:
  std::shared_ptr<const Files> files_;
  image::Descriptor entry_;
};

Error no_entry(std::string message) {
  Error error = fail(std::move(message));
  error.number = ENOENT;
  return error;
}

}  // namespace

std::string blob_path(const image::Digest& digest) {
  return concat("blobs/", digest.algorithm_name(), '/', digest.hex());
}

Result<image::Index> read_layout_index(const Files& files) {
  const std::string layout = TRY(read(files, kLayoutFile));
  const spec::json::Value version = TRY_STEP(files.name() + ": oci-layout", spec::json::parse(layout));
  const spec::json::Value* number = version.find("imageLayoutVersion");
  if (number == nullptr || number->string() == nullptr || *number->string() != "1.0.0") {
    return fail(files.name() + ": oci-layout: the image layout's version is not 1.0.0");
  }
  const std::string text = TRY(read(files, kLayoutIndex));
  // Some tools write it without a type.
  return TRY_STEP(files.name() + ": index.json", image::parse_index(text));
}

std::string entry_name(const image::Descriptor& entry) {
  const std::string name = annotation(entry, kImageName);
  return name.empty() ? annotation(entry, kRefName) : name;
}

Result<image::Descriptor> find_entry(const image::Index& index, const std::string& reference,
                                     const std::string& layout) {
  std::vector<std::string> names;
  const image::Descriptor* found = nullptr;
  for (const image::Descriptor& entry : index.manifests) {
    names.push_back(entry_name(entry));
    // What is about an image, and has no name, is not what somebody means who names none.
    if (reference.empty() && names.back().empty() && !entry.artifact_type.empty()) {
      names.pop_back();
      continue;
    }
    const bool wanted = reference.empty() || annotation(entry, kRefName) == reference || names.back() == reference;
    if (!wanted) continue;
    // One image under two names is one image.
    if (found != nullptr && found->digest != entry.digest) {
      return fail(concat(layout, ": there is more than one image", reference.empty() ? "" : " of this name", ": ",
                         join(names, ", ")))
          .with_hint("say which");
    }
    found = &entry;
  }
  if (found != nullptr) return *found;
  if (reference.empty()) return no_entry(layout + ": there is no image");
  return no_entry(concat(layout, ": no image \"", reference, "\", only: ", join(names, ", ")));
}

std::unique_ptr<ImageSource> layout_source(std::shared_ptr<const Files> files, image::Descriptor entry) {
  return std::make_unique<LayoutSource>(std::move(files), std::move(entry));
}

}  // namespace imagetool::archive
