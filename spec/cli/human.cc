#include "spec/cli/human.h"

#include <array>
#include <cstdio>

#include "spec/base/text.h"

namespace spec::cli {

namespace {

std::string scaled(std::uint64_t bytes, double base, int digits, const std::array<const char*, 7>& units) {
  auto size = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (size >= base && unit + 1 < units.size()) {
    size /= base;
    ++unit;
  }
  char text[32];
  std::snprintf(text, sizeof text, "%.*g%s", digits, size, units[unit]);
  // 999.9 with three digits is "1e+03".
  if (std::string_view(text).find('e') != std::string_view::npos) {
    std::snprintf(text, sizeof text, "%.0f%s", size, units[unit]);
  }
  return text;
}

}  // namespace

std::string human_size(std::uint64_t bytes) {
  return scaled(bytes, 1000, 3, {"B", "kB", "MB", "GB", "TB", "PB", "EB"});
}

std::string binary_size(std::uint64_t bytes) {
  return scaled(bytes, 1024, 4, {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"});
}

std::string human_duration(std::int64_t seconds) {
  if (seconds < 1) return "Less than a second";
  if (seconds == 1) return "1 second";
  if (seconds < 60) return concat(seconds, " seconds");
  const std::int64_t minutes = seconds / 60;
  if (minutes == 1) return "About a minute";
  if (minutes < 60) return concat(minutes, " minutes");
  const std::int64_t hours = (seconds + 1800) / 3600;
  if (hours == 1) return "About an hour";
  if (hours < 48) return concat(hours, " hours");
  const std::int64_t days = seconds / 86400;
  if (hours < 24 * 7 * 2) return concat(days, " days");
  if (hours < 24 * 30 * 2) return concat(days / 7, " weeks");
  if (hours < 24 * 365 * 2) return concat(days / 30, " months");
  return concat(days / 365, " years");
}

}  // namespace spec::cli
