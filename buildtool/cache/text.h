// What `du` and `prune` print, as docker buildx does.
#pragma once

#include <string>
#include <vector>

#include "buildtool/cache/entry.h"
#include "spec/base/result.h"

namespace buildtool::cache {

// The columns, a line each: an id with * is mutable, a size with * is shared with an image.
std::string table_text(const std::vector<Entry>& entries);
// A paragraph each.
std::string details_text(const std::vector<Entry>& entries);
// "json", or a Go template, "table TEMPLATE".
Result<std::string> format_text(const std::vector<Entry>& entries, const std::string& format);

// "Shared:", "Private:", "Reclaimable:", "Total:"; what is shared costs no more
// than the image does, so that its removal reclaims nothing.
std::string summary_text(const std::vector<Entry>& entries);

}  // namespace buildtool::cache
