// `imagetool images`: what is in the store, as Docker shows it.
#pragma once

#include <cstdint>
#include <ctime>
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
  std::string created;         // RFC 3339
  std::time_t created_at = 0;  // the same, in seconds of the epoch
  std::uint64_t size = 0;      // size.h
};

// The lines of an image, without its size. `patterns` are REPOSITORY[:TAG], perhaps with
// stars ("cent*"): a line stays that one of them matches; none: all.
std::vector<Line> lines_of(const spec::layout::StoredImage& image, const std::vector<std::string>& patterns);
std::vector<Line> newest_first(std::vector<Line> lines);

// Both, for the images of the store that a filter means. What it had to read it keeps in the store's summaries.
Result<std::vector<Line>> list(const spec::layout::Store& store, const ImageFilter& filter,
                               const std::vector<std::string>& patterns);

struct ListStyle {
  bool quiet = false;      // ids only, each once
  bool whole_ids = false;  // --no-trunc
  bool digests = false;    // a column more
  std::string format;      // --format (spec/format/rows.h); empty or "table": Docker's table
};
Result<std::string> list_text(const std::vector<Line>& lines, const ListStyle& style);

}  // namespace imagetool::local
