#include "spec/image/index.h"

#include "spec/image/document.h"
#include "spec/image/media_type.h"
#include "spec/json/table.h"

namespace spec::image {

constexpr auto describe(const Index*) {
  return std::tuple{json::required("schemaVersion", &Index::schema_version),
                    json::optional("mediaType", &Index::media_type),
                    json::optional("artifactType", &Index::artifact_type),
                    json::required("manifests", &Index::manifests),
                    json::optional("subject", &Index::subject),
                    json::optional("annotations", &Index::annotations),
                    json::rest(&Index::others)};
}

Result<Index> parse_index(std::string_view text, std::string_view declared) {
  const json::Value document = TRY_STEP("index", json::parse(text));
  const std::string type = TRY_STEP("index", parsed_document_type(document, declared));
  if (!is_index(type)) return fail("index: unsupported media type \"" + type + "\"");
  Index index;
  TRY_STEP("index", json::decode(document, json::Place(), index));
  if (index.schema_version != 2) {
    return fail(concat("index: schemaVersion ", index.schema_version, " is not supported, only 2"));
  }
  return index;
}

std::string write_index(const Index& index) { return json::encode_text(index); }

const Descriptor* best_match(const Index& index, const Platform& wanted) {
  for (const Platform& accepted : accepted_by(wanted)) {
    for (const Descriptor& manifest : index.manifests) {
      if (!manifest.platform) continue;
      const Platform offered = normalise(*manifest.platform);
      if (offered.os == accepted.os && offered.architecture == accepted.architecture &&
          offered.variant == accepted.variant) {
        return &manifest;
      }
    }
  }
  for (const Descriptor& manifest : index.manifests) {
    if (!manifest.platform && (is_manifest(manifest.media_type) || is_index(manifest.media_type))) return &manifest;
  }
  return nullptr;
}

std::string platforms_text(const Index& index) {
  std::vector<std::string> names;
  for (const Descriptor& manifest : index.manifests) {
    // Attestations stand in an index as unknown/unknown.
    if (manifest.platform && manifest.platform->os != "unknown") names.push_back(manifest.platform->text());
  }
  return join(names, ", ");
}

}  // namespace spec::image
