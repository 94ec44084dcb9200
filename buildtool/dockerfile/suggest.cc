#include "buildtool/dockerfile/suggest.h"

#include <algorithm>
#include <numeric>

#include "spec/base/text.h"

namespace buildtool::dockerfile {

namespace {

// Insertions, deletions and replacements from one word to the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

std::string to_upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

}  // namespace

std::string did_you_mean(std::string_view word, const std::vector<std::string>& choices, Case letter_case) {
  constexpr std::size_t kLongest = 64;  // no name is nearly so long
  if (word.size() > kLongest) return "";
  const auto plain = [&](std::string_view text) {
    return letter_case == Case::kCounts ? std::string(text) : to_lower(text);
  };
  std::string best;
  std::size_t best_distance = 3;
  for (const std::string& choice : choices) {
    const std::size_t edits = distance(plain(word), plain(choice));
    if (edits == 0) return "";
    if (edits >= best_distance) continue;
    best = plain(choice);
    best_distance = edits;
  }
  if (best.empty()) return "";
  if (letter_case == Case::kIgnored && word == to_upper(word)) best = to_upper(best);
  return concat(" (did you mean ", best, "?)");
}

}  // namespace buildtool::dockerfile
