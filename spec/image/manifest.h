// An image manifest: the config and the layers, base first (image-spec
// manifest.md; Docker's schema 2 is the same but for its media types).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/image/descriptor.h"

namespace spec::image {

struct Manifest {
  int schema_version = 2;
  std::string media_type;  // empty where the document has none
  std::string artifact_type;
  Descriptor config;
  std::vector<Descriptor> layers;
  std::optional<Descriptor> subject;
  Annotations annotations;
  json::Object others;  // members that we do not know, kept

  bool operator==(const Manifest&) const = default;
};

// `declared` is the type under which it was sent (document.h), or empty. What
// is not a manifest, is also an index, or is not of schema version 2 is an
// error that says so.
Result<Manifest> parse_manifest(std::string_view text, std::string_view declared = {});
// Compact JSON. Never for computing the digest of what was received: digests
// are over the bytes as they came.
std::string write_manifest(const Manifest& manifest);

}  // namespace spec::image
