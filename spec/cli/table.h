// Aligned columns, as Docker prints them.
#pragma once

#include <string>
#include <vector>

namespace spec::cli {

// Every row has the heading's columns; each column is as wide as its widest
// cell and three spaces, at least `min_width`. The last one is not padded.
std::string table(const std::vector<std::string>& heading, const std::vector<std::vector<std::string>>& rows,
                  std::size_t min_width = 0);

}  // namespace spec::cli
