#include "spec/base/timestamp.h"

#include <cstdio>

#include "spec/base/text.h"

namespace base {

std::string format_time(std::timespec time) {
  std::tm parts{};
  ::gmtime_r(&time.tv_sec, &parts);
  char text[64];
  std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  if (time.tv_nsec != 0) {
    size += static_cast<std::size_t>(std::snprintf(text + size, sizeof text - size, ".%09ld", time.tv_nsec));
    while (text[size - 1] == '0') --size;
  }
  return std::string(text, size) + "Z";
}

std::optional<std::timespec> parse_time(std::string_view text) {
  std::tm parts{};
  const std::string copy(text);
  const char* rest = ::strptime(copy.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr) return std::nullopt;
  std::timespec time{};
  time.tv_sec = ::timegm(&parts);
  if (*rest == '.') {
    long unit = 100'000'000;
    for (++rest; *rest >= '0' && *rest <= '9'; ++rest, unit /= 10) time.tv_nsec += (*rest - '0') * unit;
  }
  const std::string_view zone(rest);
  if (zone == "Z" || zone == "z") return time;
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  const auto hours = parse_number<unsigned>(zone.substr(1, 2));
  const auto minutes = parse_number<unsigned>(zone.substr(4, 2));
  if (!hours || !minutes) return std::nullopt;
  const auto offset = static_cast<std::time_t>(*hours * 3600 + *minutes * 60);
  time.tv_sec -= zone[0] == '+' ? offset : -offset;
  return time;
}

std::timespec now() {
  std::timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return time;
}

}  // namespace base
