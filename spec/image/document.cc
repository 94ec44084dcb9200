#include "spec/image/document.h"

#include "spec/base/text.h"
#include "spec/image/media_type.h"
#include "spec/json/text.h"

namespace spec::image {

namespace {

// What a registry that does not know better puts into Content-Type.
bool says_nothing(std::string_view type) {
  return type.empty() || type == "application/json" || type == "application/octet-stream" || type == "text/plain";
}

}  // namespace

Result<std::string> parsed_document_type(const json::Value& document, std::string_view declared) {
  if (document.object() == nullptr) return fail("neither a manifest nor an index: expected an object");
  const bool index = document.find("manifests") != nullptr;
  const bool manifest = document.find("layers") != nullptr || document.find("config") != nullptr;
  if (index && (manifest || document.find("fsLayers") != nullptr)) {
    return fail("a manifest and an index in one document");
  }
  const json::Value* member = document.find("mediaType");
  std::string type = says_nothing(declared) ? "" : std::string(declared);
  if (member != nullptr) {
    const std::string* own = member->string();
    if (own == nullptr) return fail("mediaType: expected a string");
    if (type.empty()) type = *own;
    if (!own->empty() && *own != type) {
      return fail(concat("mediaType: the document says \"", *own, "\", but it was sent as \"", type, "\""));
    }
  }
  if (type.empty()) type = index ? kOciIndex : manifest ? kOciManifest : "";
  if (type.empty()) return fail("neither a manifest nor an index");
  if (is_manifest(type) && index) return fail("an index that was sent as a manifest");
  if (is_index(type) && (manifest || !index)) return fail("not an index, but it was sent as one");
  return type;
}

Result<std::string> document_type(std::string_view text, std::string_view declared) {
  const json::Value document = TRY(json::parse(text));
  return parsed_document_type(document, declared);
}

}  // namespace spec::image
