#include "imagetool/transfer/pull_documents.h"

#include "spec/base/text.h"
#include "spec/base/text_sink.h"
#include "spec/image/document.h"
#include "spec/image/index.h"
#include "spec/image/media_type.h"
#include "spec/layout/blob_writer.h"

namespace imagetool::transfer {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

constexpr int kNestedIndexes = 4;

Result<void> put(const layout::Lease& lease, const image::Descriptor& descriptor, std::string_view text) {
  layout::BlobWriter writer = TRY(layout::BlobWriter::make(lease, descriptor));
  TRY(writer.write(text));
  TRY(writer.commit());
  return {};
}

Result<void> check_size(const image::Descriptor& descriptor) {
  if (descriptor.size <= layout::kMaxDocument) return {};
  return fail(concat(descriptor.digest.text(), ": a document of ", descriptor.size, " bytes: more than the ",
                     layout::kMaxDocument, " that are allowed"));
}

// A manifest, or a nested index, that an index names.
Result<registry::Document> get_document(const layout::Lease& lease, registry::Repository& repository,
                                        const image::Descriptor& descriptor) {
  TRY(check_size(descriptor));
  TRY(lease.hold({descriptor.digest}));
  registry::Document document;
  // One that is damaged here is fetched anew.
  if (Result<std::string> text = lease.store().read_blob(descriptor)) {
    document.descriptor = descriptor;
    document.text = std::move(text).value();
    return document;
  }
  document = TRY(repository.get_manifest(descriptor.digest.text()));
  if (document.text.size() != descriptor.size) {
    return fail(concat(descriptor.digest.text(), ": expected ", descriptor.size, " bytes, got ", document.text.size()));
  }
  TRY(image::document_type(document.text, descriptor.media_type));
  TRY(put(lease, descriptor, document.text));
  return document;
}

Result<std::string> get_config(const layout::Lease& lease, registry::Repository& repository,
                               const image::Descriptor& descriptor) {
  TRY(check_size(descriptor));
  TRY(lease.hold({descriptor.digest}));
  if (Result<std::string> text = lease.store().read_blob(descriptor)) return text;
  TextSink sink;
  TRY(repository.get_blob(descriptor, sink));
  TRY(put(lease, descriptor, sink.text));
  return std::move(sink.text);
}

Result<registry::Document> first_document(const layout::Lease& lease, registry::Resolved& resolved,
                                          const image::Descriptor& target) {
  if (!resolved.document) return get_document(lease, *resolved.repository, target);
  registry::Document document = std::move(*resolved.document);
  TRY(lease.hold({document.descriptor.digest}));
  if (!lease.store().read_blob(document.descriptor)) TRY(put(lease, document.descriptor, document.text));
  return document;
}

// What is known so far, and how to go on from an index.
class Collector {
 public:
  Collector(const layout::Lease& lease, registry::Repository& repository, const Wanted& wanted)
      : lease_(lease), repository_(repository), wanted_(wanted) {}

  Result<void> visit(const registry::Document& document, const std::optional<image::Platform>& platform, int depth) {
    if (!image::is_index(document.descriptor.media_type)) return add_image(document, platform);
    if (depth == kNestedIndexes) return fail("indexes are nested too deeply");
    const image::Index index = TRY(image::parse_index(document.text, document.descriptor.media_type));
    if (wanted_.all) {
      for (const image::Descriptor& child : index.manifests) TRY(visit_child(child, platform, depth));
      return {};
    }
    if (platform) return choose(index, *platform, depth);
    if (wanted_.platforms.empty()) return choose(index, image::host_platform(), depth);
    for (const image::Platform& one : wanted_.platforms) TRY(choose(index, one, depth));
    return {};
  }

  std::vector<ImageDocuments> images;

 private:
  Result<void> choose(const image::Index& index, const image::Platform& platform, int depth) {
    const image::Descriptor* best = image::best_match(index, platform);
    if (best != nullptr) return visit_child(*best, platform, depth);
    return fail(concat("no image for platform ", platform.text(), "; there is ", image::platforms_text(index)))
        .with_hint("--platform chooses another");
  }

  Result<void> visit_child(const image::Descriptor& child, const std::optional<image::Platform>& platform, int depth) {
    const registry::Document document = TRY(get_document(lease_, repository_, child));
    return visit(document, platform, depth + 1);
  }

  Result<void> add_image(const registry::Document& document, const std::optional<image::Platform>& platform) {
    ImageDocuments found;
    found.manifest = TRY(image::parse_manifest(document.text, document.descriptor.media_type));
    if (image::is_config(found.manifest.config.media_type)) {
      const std::string config = TRY(get_config(lease_, repository_, found.manifest.config));
      found.config = TRY(image::parse_config(config));
      TRY(check(found, platform));
    }
    images.push_back(std::move(found));
    return {};
  }

  Result<void> check(const ImageDocuments& found, const std::optional<image::Platform>& platform) {
    const std::size_t ids = found.config->rootfs.diff_ids.size();
    if (ids != found.manifest.layers.size()) {
      return fail(
          concat("the manifest has ", found.manifest.layers.size(), " layers, but the config ", ids, " DiffIDs"));
    }
    // What was said is checked; this machine's platform may run another's image.
    std::optional<image::Platform> asked;
    if (wanted_.platforms.size() == 1) asked = wanted_.platforms.front();
    if (wanted_.platforms.size() > 1) asked = platform;
    const image::Platform actual = image::platform_of(*found.config);
    if (!asked || (actual.os == asked->os && actual.architecture == asked->architecture)) return {};
    return fail(concat("found, but it does not match the specified platform: wanted ", asked->text(),
                       ", actual: ", actual.text()));
  }

  const layout::Lease& lease_;
  registry::Repository& repository_;
  const Wanted& wanted_;
};

}  // namespace

Result<Documents> pull_documents(const layout::Lease& lease, registry::Resolved& resolved,
                                 const image::Descriptor& target, const Wanted& wanted, const std::string& name) {
  const registry::Document first = TRY_STEP(name, first_document(lease, resolved, target));
  Collector collector(lease, *resolved.repository, wanted);
  TRY_STEP(name, collector.visit(first, std::nullopt, 0));
  Documents documents;
  documents.target = first.descriptor;
  documents.target.platform.reset();
  documents.images = std::move(collector.images);
  return documents;
}

}  // namespace imagetool::transfer
