// An image index: manifests, one a platform (image-spec image-index.md;
// Docker's manifest list is the same but for its media types). An image
// layout's index.json is one too.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/image/descriptor.h"

namespace spec::image {

struct Index {
  int schema_version = 2;
  std::string media_type;  // empty where the document has none
  std::string artifact_type;
  std::vector<Descriptor> manifests;
  std::optional<Descriptor> subject;
  Annotations annotations;
  json::Object others;  // members that we do not know, kept

  bool operator==(const Index&) const = default;
};

// As parse_manifest (manifest.h).
Result<Index> parse_index(std::string_view text, std::string_view declared = {});
std::string write_index(const Index& index);

// The manifest, or nested index, that suits `wanted` best; the first of equals,
// as image-spec says. One that names no platform is taken only where no other suits.
// nullptr where none does. It points into `index`.
const Descriptor* best_match(const Index& index, const Platform& wanted);

// "linux/amd64, linux/arm/v7": what there is, for messages.
std::string platforms_text(const Index& index);

}  // namespace spec::image
