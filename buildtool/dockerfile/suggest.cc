#include "buildtool/dockerfile/suggest.h"

#include <algorithm>
#include <numeric>

#include "spec/base/text.h"

namespace buildtool::dockerfile {

namespace {

// Insertions, deletions, replacements and swaps of neighbours ("RNU") from one word to the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(above);
    above.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, above[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
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
