#include "runtime/stats/readings.h"

#include <limits>

#include "runtime/cgroup/folder.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::stats {

std::optional<std::uint64_t> read_number(const std::string& folder, const std::string& file) {
  const Result<std::string> text = cgroup::read_value(folder, file);
  if (!text) return std::nullopt;
  if (*text == "max") return std::numeric_limits<std::uint64_t>::max();
  // v1 has numbers below zero where it means none
  if (text->starts_with('-')) return 0;
  return parse_number<std::uint64_t>(*text);
}

std::vector<std::vector<std::string>> read_lines(const std::string& folder, const std::string& file) {
  const Result<std::string> text = cgroup::read_value(folder, file);
  std::vector<std::vector<std::string>> lines;
  if (!text) return lines;
  for (const std::string& line : split(*text, '\n')) {
    std::vector<std::string> words = split_words(line);
    if (!words.empty()) lines.push_back(std::move(words));
  }
  return lines;
}

std::map<std::string, std::uint64_t> read_table(const std::string& folder, const std::string& file) {
  std::map<std::string, std::uint64_t> table;
  for (const std::vector<std::string>& words : read_lines(folder, file)) {
    const auto number = words.size() == 2 ? parse_number<std::uint64_t>(words[1]) : std::nullopt;
    if (number) table[words[0]] = *number;
  }
  return table;
}

// some avg10=0.22 avg60=0.17 avg300=1.11 total=58761459
std::optional<Pressure> read_pressure(const std::string& folder, const std::string& file) {
  const std::vector<std::vector<std::string>> lines = read_lines(folder, file);
  if (lines.empty()) return std::nullopt;
  Pressure pressure;
  for (const std::vector<std::string>& words : lines) {
    PressureLine& line = words[0] == "full" ? pressure.full : pressure.some;
    for (std::size_t i = 1; i < words.size(); ++i) {
      const std::size_t equals = words[i].find('=');
      if (equals == std::string::npos) continue;
      const std::string name = words[i].substr(0, equals);
      const std::string value = words[i].substr(equals + 1);
      if (name == "total") line.total = parse_number<std::uint64_t>(value).value_or(0);
      double* const average = name == "avg10"    ? &line.avg10
                              : name == "avg60"  ? &line.avg60
                              : name == "avg300" ? &line.avg300
                                                 : nullptr;
      if (average != nullptr) std::from_chars(value.data(), value.data() + value.size(), *average);
    }
  }
  return pressure;
}

std::optional<BlkioEntry> parse_device(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto major = parse_number<std::uint64_t>(text.substr(0, colon));
  const auto minor = parse_number<std::uint64_t>(text.substr(colon + 1));
  if (!major || !minor) return std::nullopt;
  return BlkioEntry{*major, *minor, {}, 0};
}

std::vector<std::string> huge_page_sizes(const std::string& folder) {
  std::vector<std::string> sizes;
  const Result<std::vector<std::string>> names = list_dir(FdRef::cwd(), folder);
  if (!names) return sizes;
  for (const std::string& name : *names) {
    const std::vector<std::string> parts = split(name, '.');
    const bool is_usage = parts.size() == 3 && (parts[2] == "current" || parts[2] == "usage_in_bytes");
    if (is_usage && parts[0] == "hugetlb") sizes.push_back(parts[1]);
  }
  return sizes;
}

}  // namespace runtime::stats
