// `imagetool images`: what is in the store, as Docker shows it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

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

// The newest first. `filter` is a REPOSITORY[:TAG], which may be a pattern
// ("cent*"), or empty for all.
std::vector<Line> list(const std::vector<SizedImage>& images, const std::string& filter);

struct ListStyle {
  bool quiet = false;      // ids only, each once
  bool whole_ids = false;  // --no-trunc
  bool digests = false;    // a column more
};
std::string table_text(const std::vector<Line>& lines, const ListStyle& style);
// One object a line, with Docker's members.
std::string json_text(const std::vector<Line>& lines, const ListStyle& style);

}  // namespace imagetool::local
