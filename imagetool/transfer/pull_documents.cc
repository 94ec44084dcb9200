#include "imagetool/transfer/pull_documents.h"

#include "spec/base/text.h"
#include "spec/image/document.h"
#include "spec/image/index.h"
#include "spec/image/media_type.h"
#include "spec/layout/blob_writer.h"

namespace imagetool::transfer {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

constexpr int kNestedIndexes = 4;

class TextSink : public Sink {
 public:
  Result<void> write(std::string_view data) override {
    text += data;
    return {};
  }
  std::string text;
};

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
  if (TRY(lease.store().has(descriptor))) {
    document.descriptor = descriptor;
    document.text = TRY(lease.store().read_blob(descriptor));
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
  if (!image::is_config(descriptor.media_type)) {
    return fail(concat("not a container image: its config is of type \"", descriptor.media_type, '"'));
  }
  TRY(check_size(descriptor));
  TRY(lease.hold({descriptor.digest}));
  if (TRY(lease.store().has(descriptor))) return lease.store().read_blob(descriptor);
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
  if (!TRY(lease.store().has(document.descriptor))) TRY(put(lease, document.descriptor, document.text));
  return document;
}

}  // namespace

Result<Documents> pull_documents(const layout::Lease& lease, registry::Resolved& resolved,
                                 const image::Descriptor& target, const std::optional<image::Platform>& platform,
                                 const std::string& name) {
  const image::Platform wanted = platform ? *platform : image::host_platform();
  registry::Document document = TRY_STEP(name, first_document(lease, resolved, target));
  Documents documents;
  documents.target = document.descriptor;
  documents.target.platform.reset();
  for (int depth = 0; image::is_index(document.descriptor.media_type); ++depth) {
    if (depth == kNestedIndexes) return fail(name + ": indexes are nested too deeply");
    const image::Index index = TRY_STEP(name, image::parse_index(document.text, document.descriptor.media_type));
    const image::Descriptor* best = image::best_match(index, wanted);
    if (best == nullptr) {
      return fail(concat(name, ": no image for platform ", wanted.text(), "; there is ", image::platforms_text(index)))
          .with_hint("--platform chooses another");
    }
    document = TRY_STEP(name, get_document(lease, *resolved.repository, *best));
  }
  documents.manifest = TRY_STEP(name, image::parse_manifest(document.text, document.descriptor.media_type));
  const std::string config = TRY_STEP(name, get_config(lease, *resolved.repository, documents.manifest.config));
  documents.config = TRY_STEP(name, image::parse_config(config));
  if (documents.config.rootfs.diff_ids.size() != documents.manifest.layers.size()) {
    return fail(concat(name, ": the manifest has ", documents.manifest.layers.size(), " layers, but the config ",
                       documents.config.rootfs.diff_ids.size(), " DiffIDs"));
  }
  const image::Platform actual = image::platform_of(documents.config);
  if (platform && (actual.os != wanted.os || actual.architecture != wanted.architecture)) {
    return fail(concat(name, ": found, but it does not match the specified platform: wanted ", wanted.text(),
                       ", actual: ", actual.text()));
  }
  return documents;
}

}  // namespace imagetool::transfer
