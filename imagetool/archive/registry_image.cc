#include "imagetool/archive/registry_image.h"

#include "imagetool/registry/referrers.h"
#include "imagetool/registry/upload.h"
#include "spec/base/text.h"

namespace imagetool::archive {

namespace image = spec::image;

namespace {

class RegistrySource : public ImageSource {
 public:
  RegistrySource(registry::Transport& transport, registry::Settings settings, image::Reference reference)
      : transport_(transport), settings_(std::move(settings)), reference_(std::move(reference)) {}

  Result<Document> top() override {
    registry::Resolved resolved = TRY(registry::resolve_manifest(transport_, settings_, reference_, {}));
    repository_ = std::move(resolved.repository);
    return std::move(*resolved.document);
  }

  Result<Document> document(const image::Descriptor& descriptor) override {
    Document document = TRY(repository_->get_manifest(descriptor.digest.text()));
    return verified_document(std::move(document.text), descriptor);
  }

  Result<void> blob(const image::Descriptor& blob, Sink& sink) override { return repository_->get_blob(blob, sink); }

  Result<std::vector<image::Descriptor>> referrers(const image::Digest& subject) override {
    return registry::referrers(*repository_, subject);
  }
  Result<Document> tagged(const std::string& tag) override { return repository_->get_manifest(tag); }

  const registry::Endpoint* origin(const image::Descriptor&) const override {
    return repository_ ? &repository_->endpoint() : nullptr;
  }

 private:
  registry::Transport& transport_;
  registry::Settings settings_;
  image::Reference reference_;
  std::unique_ptr<registry::Repository> repository_;  // after top()
};

class RegistryBlob : public BlobSink {
 public:
  explicit RegistryBlob(std::unique_ptr<registry::StreamedUpload> upload) : upload_(std::move(upload)) {}
  Result<void> write(std::string_view data) override { return upload_->write(data); }
  Result<void> finish() override { return upload_->finish(); }

 private:
  std::unique_ptr<registry::StreamedUpload> upload_;
};

class RegistryDestination : public ImageDestination {
 public:
  RegistryDestination(std::unique_ptr<registry::Repository> repository, const ImageSource& from)
      : repository_(std::move(repository)), from_(from) {}

  Result<Begun> begin(const image::Descriptor& blob) override {
    if (TRY(repository_->has_blob(blob))) return Begun{nullptr, "Already exists"};
    const registry::Endpoint& here = repository_->endpoint();
    const registry::Endpoint* there = from_.origin(blob);
    const bool mounts = there != nullptr && there->host == here.host && there->repository != here.repository;
    const std::string mount_from = mounts ? there->repository : "";
    std::unique_ptr<registry::StreamedUpload> upload =
        TRY(registry::StreamedUpload::open(*repository_, blob, mount_from));
    if (!upload) return Begun{nullptr, "Mounted from " + mount_from};
    return Begun{std::make_unique<RegistryBlob>(std::move(upload)), ""};
  }

  Result<void> put(const Document& document) override {
    return registry::put_document(*repository_, document.descriptor.digest.text(), document);
  }

  Result<void> put_top(const Document& document, const std::vector<std::string>& names) override {
    if (names.empty()) return put(document);
    for (const std::string& tag : names) TRY(registry::put_document(*repository_, tag, document));
    return {};
  }

 private:
  std::unique_ptr<registry::Repository> repository_;
  const ImageSource& from_;
};

}  // namespace

std::unique_ptr<ImageSource> registry_source(registry::Transport& transport, registry::Settings settings,
                                             image::Reference reference) {
  return std::make_unique<RegistrySource>(transport, std::move(settings), std::move(reference));
}

Result<std::unique_ptr<ImageDestination>> registry_destination(registry::Transport& transport,
                                                               const registry::Settings& settings,
                                                               const image::Reference& reference,
                                                               const ImageSource& from) {
  std::unique_ptr<registry::Repository> repository =
      TRY(registry::open_origin(transport, settings, reference, registry::Access::kPush));
  return std::make_unique<RegistryDestination>(std::move(repository), from);
}

}  // namespace imagetool::archive
