// `imagetool history`: how an image came about, the newest step first.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spec/layout/find_image.h"

namespace imagetool::local {

struct Step {
  std::string id = "<missing>";  // whole; only the newest step is an image
  std::string created;           // RFC 3339
  std::string created_by;
  std::string comment;
  std::uint64_t size = 0;  // bytes of its layer (size.h); 0 without a layer
};

// Layers that the config's history does not tell of come out as steps of their own.
std::vector<Step> history(const spec::layout::StoredImage& image, const std::vector<std::uint64_t>& layer_sizes);

struct HistoryStyle {
  bool quiet = false;  // ids only
  bool whole = false;  // --no-trunc
  bool human = true;   // sizes and times for people; else bytes and RFC 3339
  std::string format;  // --format (spec/format/rows.h); empty or "table": Docker's table
};
Result<std::string> history_text(const std::vector<Step>& steps, const HistoryStyle& style);

}  // namespace imagetool::local
