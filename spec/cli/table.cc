#include "spec/cli/table.h"

#include <algorithm>

namespace spec::cli {

namespace {

// Columns on the screen: the bytes that do not continue a UTF-8 character.
std::size_t width_of(const std::string& cell) {
  return static_cast<std::size_t>(
      std::count_if(cell.begin(), cell.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

std::string table(const std::vector<std::string>& heading, const std::vector<std::vector<std::string>>& rows,
                  std::size_t min_width) {
  std::vector<std::size_t> widths(heading.size(), min_width);
  const auto measure = [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]) + 3);
  };
  measure(heading);
  for (const auto& row : rows) measure(row);

  std::string out;
  const auto print = [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += row[i];
      if (i + 1 < row.size()) out.append(widths[i] - width_of(row[i]), ' ');
    }
    out += '\n';
  };
  print(heading);
  for (const auto& row : rows) print(row);
  return out;
}

}  // namespace spec::cli
