#include "buildtool/progress/excerpt.h"

#include <algorithm>
#include <vector>

#include "spec/base/text.h"

namespace buildtool::progress {

namespace {

constexpr std::string_view kRule = "--------------------\n";

std::string numbered(int number, bool marked, std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  std::string digits = std::to_string(number);
  digits.insert(0, digits.size() < 3 ? 3 - digits.size() : 0, ' ');
  return concat(" ", digits, " | ", marked ? ">>>" : "   ", " ", line, "\n");
}

}  // namespace

std::string excerpt(std::string_view file_name, std::string_view text, int first, int last) {
  const std::vector<std::string> lines = split(text, '\n');
  const int count = static_cast<int>(lines.size());
  last = std::min(std::max(first, last), count);
  if (first < 1 || first > count) return "";
  // Four more lines around a single one, two around several, where there are any.
  const int wanted = first == last ? 4 : 2;
  int from = first;
  int to = last;
  for (int around = 0; around < wanted; ++around) {
    if (from > 1) {
      --from;
      ++around;
    }
    if (to < count) {
      ++to;
      ++around;
    }
  }
  std::string out = concat(file_name, ":", first, "\n", kRule);
  for (int number = from; number <= to; ++number) {
    out += numbered(number, number >= first && number <= last, lines[static_cast<std::size_t>(number - 1)]);
  }
  return out + std::string(kRule);
}

}  // namespace buildtool::progress
