#include "imagetool/archive/dir.h"

#include "imagetool/archive/folder_blob.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace imagetool::archive {

namespace image = spec::image;

namespace {

constexpr const char* kVersion = "Directory Transport Version: 1.1\n";
constexpr const char* kManifest = "manifest.json";

// sha256's digits alone; of another algorithm with its name.
std::string name_of(const image::Digest& digest) {
  const bool usual = digest.algorithm() == image::Algorithm::kSha256;
  return usual ? std::string(digest.hex()) : concat(digest.algorithm_name(), '-', digest.hex());
}

class DirSource : public ImageSource {
 public:
  explicit DirSource(std::shared_ptr<const Files> files) : files_(std::move(files)) {}

  Result<Document> top() override {
    std::string text = TRY(read(*files_, kManifest));
    return TRY_STEP(files_->name() + ": manifest.json", new_document(std::move(text)));
  }
  Result<Document> document(const image::Descriptor& descriptor) override {
    std::string text = TRY(read(*files_, name_of(descriptor.digest) + ".manifest.json"));
    return TRY_STEP(files_->name(), verified_document(std::move(text), descriptor));
  }
  Result<void> blob(const image::Descriptor& blob, Sink& sink) override {
    const Extent extent = TRY(files_->find(name_of(blob.digest)));
    return copy_to(extent, sink);
  }

 private:
  std::shared_ptr<const Files> files_;
};

class DirDestination : public ImageDestination {
 public:
  explicit DirDestination(Fd dir) : dir_(std::move(dir)) {}

  Result<Begun> begin(const image::Descriptor& blob) override { return begin_file(dir_, name_of(blob.digest)); }
  Result<void> put(const Document& document) override {
    return replace_file(dir_, name_of(document.descriptor.digest) + ".manifest.json", document.text, 0644,
                        Durable::kNo);
  }
  Result<void> put_top(const Document& document, const std::vector<std::string>&) override {
    return replace_file(dir_, kManifest, document.text, 0644, Durable::kNo);
  }

 private:
  Fd dir_;
};

}  // namespace

std::unique_ptr<ImageSource> dir_source(std::shared_ptr<const Files> files) {
  return std::make_unique<DirSource>(std::move(files));
}

Result<std::unique_ptr<ImageDestination>> dir_destination(const std::string& path) {
  TRY(make_dirs(FdRef::cwd(), path, 0755));
  Fd dir = TRY(open_dir(path));
  const std::vector<std::string> names = TRY(list_dir(dir, "."));
  if (!names.empty()) {
    const Result<std::string> version = read_file(dir, kDirVersionFile, 1 << 10);
    if (!version || !version->starts_with("Directory Transport Version:")) {
      return fail(path + ": the folder is not empty, and no image of dir:");
    }
    for (const std::string& name : names) TRY(remove_tree(dir, name));
  }
  // First of all: what a copy that failed has left is written over by the next one.
  TRY(replace_file(dir, kDirVersionFile, kVersion, 0644, Durable::kNo));
  return std::make_unique<DirDestination>(std::move(dir));
}

}  // namespace imagetool::archive
