#include "spec/image/manifest.h"

#include "spec/image/document.h"
#include "spec/image/media_type.h"
#include "spec/json/table.h"

namespace spec::image {

constexpr auto describe(const Manifest*) {
  return std::tuple{json::required("schemaVersion", &Manifest::schema_version),
                    json::optional("mediaType", &Manifest::media_type),
                    json::optional("artifactType", &Manifest::artifact_type),
                    json::required("config", &Manifest::config),
                    json::required("layers", &Manifest::layers),
                    json::optional("subject", &Manifest::subject),
                    json::optional("annotations", &Manifest::annotations),
                    json::rest(&Manifest::others)};
}

Result<Manifest> parse_manifest(std::string_view text, std::string_view declared) {
  const json::Value document = TRY_STEP("manifest", json::parse(text));
  const std::string type = TRY_STEP("manifest", parsed_document_type(document, declared));
  if (!is_manifest(type)) return fail("manifest: unsupported media type \"" + type + "\"");
  Manifest manifest;
  TRY_STEP("manifest", json::decode(document, json::Place(), manifest));
  if (manifest.schema_version != 2) {
    return fail(concat("manifest: schemaVersion ", manifest.schema_version, " is not supported, only 2"));
  }
  return manifest;
}

std::string write_manifest(const Manifest& manifest) { return json::encode_text(manifest); }

}  // namespace spec::image
