#include "imagetool/archive/store_image.h"

#include "imagetool/archive/files.h"
#include "imagetool/archive/referrers_among.h"
#include "imagetool/local/find.h"
#include "imagetool/transfer/dropped.h"
#include "spec/image/reference.h"
#include "spec/layout/blob_writer.h"
#include "spec/layout/names.h"

namespace imagetool::archive {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

class StoreSource : public ImageSource {
 public:
  StoreSource(const layout::Lease& lease, image::Descriptor target, std::string repository, bool tls_verify)
      : lease_(lease), target_(std::move(target)), repository_(std::move(repository)), tls_verify_(tls_verify) {}

  Result<Document> top() override { return document(target_); }

  Result<Document> document(const image::Descriptor& descriptor) override {
    TRY(lease_.hold({descriptor.digest}));
    std::string text = TRY(lease_.store().read_blob(descriptor));
    return verified_document(std::move(text), descriptor);
  }

  Result<std::vector<image::Descriptor>> referrers(const image::Digest& subject) override {
    std::vector<image::Descriptor> targets;
    for (layout::NamedImage& named : TRY(layout::list_names(lease_.store())))
      targets.push_back(std::move(named.target));
    return referrers_among(*this, targets, subject);
  }
  Result<Document> tagged(const std::string& tag) override {
    if (repository_.empty()) return ImageSource::tagged(tag);
    const std::optional<layout::NamedImage> named = TRY(layout::find_name(lease_.store(), repository_ + ":" + tag));
    return named ? document(named->target) : ImageSource::tagged(tag);
  }

  Result<void> blob(const image::Descriptor& blob, Sink& sink) override {
    TRY(lease_.hold({blob.digest}));
    TRY(transfer::bring_back(lease_, blob, tls_verify_));
    Fd file = TRY(lease_.store().open_blob(blob.digest));
    return copy_to({std::make_shared<const Fd>(std::move(file)), 0, blob.size + 1}, sink);
  }

 private:
  const layout::Lease& lease_;
  image::Descriptor target_;
  std::string repository_;  // of the name that was asked for; empty where none was
  bool tls_verify_;
};

class StoreBlob : public BlobSink {
 public:
  explicit StoreBlob(layout::BlobWriter writer) : writer_(std::move(writer)) {}
  Result<void> write(std::string_view data) override { return writer_.write(data); }
  Result<void> finish() override {
    TRY(writer_.commit());
    return {};
  }

 private:
  layout::BlobWriter writer_;
};

class StoreDestination : public ImageDestination {
 public:
  explicit StoreDestination(const layout::Lease& lease) : lease_(lease) {}

  Result<Begun> begin(const image::Descriptor& blob) override {
    TRY(lease_.hold({blob.digest}));
    if (TRY(lease_.store().has(blob))) return Begun{nullptr, "Already exists"};
    layout::BlobWriter writer = TRY(layout::BlobWriter::make(lease_, blob));
    return Begun{std::make_unique<StoreBlob>(std::move(writer)), ""};
  }

  Result<void> put_top(const Document& document, const std::vector<std::string>& names) override {
    TRY(put(document));
    if (names.empty()) return layout::add_target(lease_.store(), document.descriptor);
    return layout::set_names(lease_.store(), names, document.descriptor);
  }

 private:
  const layout::Lease& lease_;
};

Result<std::unique_ptr<ImageSource>> source_of(const layout::Lease& lease, image::Descriptor target,
                                               std::string repository, bool tls_verify) {
  target.annotations.clear();
  target.platform.reset();
  TRY(lease.hold({target.digest}));
  return std::make_unique<StoreSource>(lease, std::move(target), std::move(repository), tls_verify);
}

}  // namespace

Result<std::unique_ptr<ImageSource>> store_source(const layout::Lease& lease, const std::string& text,
                                                  bool tls_verify) {
  std::string repository;
  // A list need not have an image for anybody.
  if (const Result<image::Reference> reference = image::parse_reference(text)) {
    repository = reference->name();
    const std::optional<layout::NamedImage> named = TRY(layout::find_name(lease.store(), reference->text()));
    if (named) return source_of(lease, named->target, repository, tls_verify);
  }
  const layout::StoredImage found = TRY(local::find_any(lease.store(), text));
  // By its id it is this one platform's image.
  const bool by_id = found.found_as.empty() && found.target.digest.text() != text;
  return source_of(lease, by_id ? found.descriptor : found.target, found.found_as.empty() ? "" : repository,
                   tls_verify);
}

Result<std::unique_ptr<ImageSource>> store_source(const layout::Lease& lease, image::Descriptor target,
                                                  bool tls_verify) {
  return source_of(lease, std::move(target), "", tls_verify);
}

std::unique_ptr<ImageDestination> store_destination(const layout::Lease& lease) {
  return std::make_unique<StoreDestination>(lease);
}

}  // namespace imagetool::archive
