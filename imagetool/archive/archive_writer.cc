#include "imagetool/archive/archive_writer.h"

#include <map>
#include <set>

#include "imagetool/archive/docker_archive.h"
#include "imagetool/archive/layout.h"
#include "imagetool/archive/output.h"
#include "spec/base/fd_stream.h"
#include "spec/base/text.h"
#include "spec/image/index.h"
#include "spec/image/manifest.h"
#include "spec/image/media_type.h"
#include "spec/image/reference.h"
#include "spec/layer/tar_writer.h"

namespace imagetool::archive {

namespace image = spec::image;
using spec::layer::Entry;
using spec::layer::EntryKind;

namespace {

class TarBlob : public BlobSink {
 public:
  TarBlob(spec::layer::TarWriter& tar, std::set<image::Digest>& written, image::Digest digest)
      : tar_(tar), written_(written), digest_(std::move(digest)) {}
  Result<void> write(std::string_view data) override { return tar_.write_content(data); }
  Result<void> finish() override {
    written_.insert(digest_);
    return tar_.end_file();
  }

 private:
  spec::layer::TarWriter& tar_;
  std::set<image::Digest>& written_;
  image::Digest digest_;
};

Entry file_entry(std::string path, std::uint64_t size) {
  Entry entry;
  entry.path = std::move(path);
  entry.mode = 0644;
  entry.size = size;
  return entry;
}

class ArchiveWriter : public ImageDestination {
 public:
  ArchiveWriter(Output output, ArchiveOptions options)
      : options_(std::move(options)), output_(std::move(output)), sink_(output_.fd(), "the archive"), tar_(sink_) {}

  Result<void> start() {
    for (const char* path : {"blobs", "blobs/sha256"}) TRY(add_folder(path));
    return {};
  }

  unsigned parallel() const override { return 1; }

  Result<Begun> begin(const image::Descriptor& blob) override {
    if (written_.count(blob.digest) > 0) return Begun{nullptr, "Already exists"};
    if (blob.digest.algorithm() == image::Algorithm::kSha512 && !has_sha512_) {
      TRY(add_folder("blobs/sha512"));
      has_sha512_ = true;
    }
    TRY(tar_.begin_file(file_entry(blob_path(blob.digest), blob.size)));
    return Begun{std::make_unique<TarBlob>(tar_, written_, blob.digest), ""};
  }

  Result<void> put(const Document& document) override {
    TRY(ImageDestination::put(document));
    documents_[document.descriptor.digest] = document;
    return {};
  }

  Result<void> put_top(const Document& document, const std::vector<std::string>& names) override {
    TRY(put(document));
    for (const std::string& name : names) {
      image::Descriptor entry = document.descriptor;
      entry.annotations[kRefName] = name;
      if (image::parse_reference(name)) entry.annotations[kImageName] = name;
      index_.manifests.push_back(std::move(entry));
    }
    if (names.empty()) index_.manifests.push_back(document.descriptor);
    if (options_.kind == ArchiveKind::kDocker) TRY(add_for_docker(document, names));
    return {};
  }

  Result<void> finish() override {
    index_.media_type = image::kOciIndex;
    const std::string index = image::write_index(index_);
    TRY(tar_.add_file(file_entry(kLayoutIndex, index.size()), index));
    if (options_.kind == ArchiveKind::kDocker) {
      const std::string manifest = write_docker_manifest(docker_);
      TRY(tar_.add_file(file_entry(kDockerManifestFile, manifest.size()), manifest));
    }
    TRY(tar_.add_file(file_entry(kLayoutFile, 0), std::string_view(kLayoutText)));
    TRY(tar_.finish());
    return output_.keep();
  }

 private:
  Result<void> add_folder(const char* path) {
    Entry folder;
    folder.path = path;
    folder.kind = EntryKind::kFolder;
    folder.mode = 0755;
    return tar_.add(folder);
  }

  // The image that Docker sees: of an index the platform's, else its first.
  Result<Document> chosen(const Document& document) const {
    Document out = document;
    for (int depth = 0; image::is_index(out.descriptor.media_type); ++depth) {
      const image::Index index = TRY(image::parse_index(out.text, out.descriptor.media_type));
      const image::Descriptor* best = image::best_match(index, options_.platform);
      if (best == nullptr && !index.manifests.empty()) best = &index.manifests.front();
      const auto known = best == nullptr ? documents_.end() : documents_.find(best->digest);
      if (known == documents_.end() || depth == 4) return fail("the index has no image that Docker could load");
      out = known->second;
    }
    return out;
  }

  Result<void> add_for_docker(const Document& document, const std::vector<std::string>& names) {
    const Document image = TRY(chosen(document));
    const image::Manifest manifest = TRY(image::parse_manifest(image.text, image.descriptor.media_type));
    if (!image::is_config(manifest.config.media_type)) {
      return fail(concat("docker-archive: ", image.descriptor.digest.text(), " is no image: its config is \"",
                         manifest.config.media_type, '"'));
    }
    DockerEntry entry;
    entry.config = blob_path(manifest.config.digest);
    for (const image::Descriptor& layer : manifest.layers) entry.layers.push_back(blob_path(layer.digest));
    for (const std::string& name : names) {
      const Result<image::Reference> reference = image::parse_reference(name);
      if (reference && reference->digest.empty()) entry.repo_tags.push_back(reference->familiar());
    }
    docker_.push_back(std::move(entry));
    return {};
  }

  ArchiveOptions options_;
  Output output_;
  FdSink sink_;
  spec::layer::TarWriter tar_;
  std::set<image::Digest> written_;
  std::map<image::Digest, Document> documents_;
  image::Index index_;
  std::vector<DockerEntry> docker_;
  bool has_sha512_ = false;
};

}  // namespace

Result<std::unique_ptr<ImageDestination>> archive_writer(const std::string& path, const ArchiveOptions& options) {
  Output output = TRY_STEP(path, Output::open(path));
  auto writer = std::make_unique<ArchiveWriter>(std::move(output), options);
  TRY(writer->start());
  return std::unique_ptr<ImageDestination>(std::move(writer));
}

}  // namespace imagetool::archive
