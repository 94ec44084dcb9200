// `imagetool images`: what is in the store, as Docker shows it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "imagetool/local/image_filter.h"
#include "spec/base/result.h"
#include "spec/layout/find_image.h"

namespace imagetool::local {

// One line of the list: an image has one for each of its names, or one without.
struct Line {
  std::string repository = "<none>";  // as short as Docker writes it
  std::string tag = "<none>";
  std::string digest = "<none>";  // of what the name means: a manifest or an index
  spec::image::Digest id;
  std::string created;  // RFC 3339
  std::uint64_t size = 0;
};

struct SizedImage {
  spec::layout::StoredImage image;
  std::uint64_t size = 0;  // size.h
};

// The images of the store that a filter means, and of which list() leaves a line for
// the patterns. Sizes are looked up where they are wanted only.
enum class Sizes { kNo, kYes };
Result<std::vector<SizedImage>> find_listed(const spec::layout::Store& store, const ImageFilter& filter,
                                            const std::vector<std::string>& patterns, Sizes sizes);

// The newest first. `patterns` are REPOSITORY[:TAG], perhaps with stars ("cent*"):
// a line stays that one of them matches; none: all.
std::vector<Line> list(const std::vector<SizedImage>& images, const std::vector<std::string>& patterns);

struct ListStyle {
  bool quiet = false;      // ids only, each once
  bool whole_ids = false;  // --no-trunc
  bool digests = false;    // a column more
  std::string format;      // --format (spec/format/rows.h); empty or "table": Docker's table
};
Result<std::string> list_text(const std::vector<Line>& lines, const ListStyle& style);

}  // namespace imagetool::local
