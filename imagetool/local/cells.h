// What the tables of `images` and `history` show of ids, times and text.
#pragma once

#include <string>
#include <string_view>

#include "spec/image/digest.h"

namespace imagetool::local {

// Twelve hex digits of an id, or with `whole` "sha256:" and all of them.
std::string id_cell(const spec::image::Digest& id, bool whole);

// An RFC 3339 time as "3 weeks ago", and as "2026-01-02 03:04:05 +0000 UTC";
// "N/A" where there is none, or one that Docker takes for none (year 1).
std::string since_cell(const std::string& time);
std::string at_cell(const std::string& time);

// Text of an image, for a terminal: control characters, which could move the
// cursor or change colours, are spaces; with `whole` false at most `width`
// characters, the last of them "…".
std::string text_cell(std::string_view text, std::size_t width, bool whole);

}  // namespace imagetool::local
