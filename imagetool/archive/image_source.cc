#include "imagetool/archive/image_source.h"

#include "imagetool/archive/verifier.h"
#include "spec/base/text.h"
#include "spec/base/text_sink.h"
#include "spec/image/document.h"
#include "spec/image/media_type.h"
#include "spec/layout/store.h"

namespace imagetool::archive {

namespace image = spec::image;

Result<Document> ImageSource::tagged(const std::string& tag) {
  Error error = fail("no tag " + tag + " here");
  error.number = ENOENT;
  return error;
}

Result<Document> new_document(std::string text, std::string_view declared) {
  Document document;
  document.descriptor.media_type = TRY(image::document_type(text, declared));
  const std::string& type = document.descriptor.media_type;
  if (!image::is_index(type) && !image::is_manifest(type)) return fail(concat("unsupported media type \"", type, '"'));
  document.descriptor.digest = image::digest_of(text);
  document.descriptor.size = text.size();
  document.text = std::move(text);
  return document;
}

Result<Document> verified_document(std::string text, const image::Descriptor& descriptor) {
  const image::Digest& wanted = descriptor.digest;
  const image::Digest found = image::digest_of(text, wanted.algorithm());
  if (found != wanted) return fail(concat(wanted.text(), ": the content's digest is ", found.text()));
  if (descriptor.size != text.size()) {
    return fail(concat(wanted.text(), ": has ", text.size(), " bytes, its descriptor says ", descriptor.size));
  }
  Document document = TRY_STEP(wanted.text(), new_document(std::move(text), descriptor.media_type));
  document.descriptor.digest = wanted;
  return document;
}

Result<std::string> read_blob(ImageSource& source, const image::Descriptor& blob) {
  if (blob.size > spec::layout::kMaxDocument) {
    return fail(concat(blob.digest.text(), ": a document of ", blob.size, " bytes is too large"));
  }
  TextSink text;
  Verifier verifier(text, blob);
  TRY(source.blob(blob, verifier));
  TRY(verifier.finish());
  return std::move(text.text);
}

}  // namespace imagetool::archive
