#include "spec/runtime/number_list.h"

#include "spec/base/text.h"

namespace spec::runtime {

std::optional<std::vector<std::uint32_t>> parse_number_list(std::string_view text) {
  constexpr std::uint32_t kEnd = 8192;
  std::vector<std::uint32_t> numbers;
  for (const std::string& range : split(text, ',')) {
    const std::size_t dash = range.find('-');
    const auto first = parse_number<std::uint32_t>(range.substr(0, dash));
    const auto last = dash == std::string::npos ? first : parse_number<std::uint32_t>(range.substr(dash + 1));
    if (!first || !last || *first > *last || *last >= kEnd) return std::nullopt;
    for (std::uint32_t number = *first; number <= *last; ++number) numbers.push_back(number);
  }
  return numbers;
}

}  // namespace spec::runtime
