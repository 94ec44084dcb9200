#include "spec/base/timestamp.h"

#include <chrono>
#include <cstdio>

#include "spec/base/text.h"

namespace base {

// Not with gmtime_r and strftime, which read the machine's time zone at their first call.
std::string format_time(std::timespec time) {
  using namespace std::chrono;
  const sys_seconds second{seconds{time.tv_sec}};
  const sys_days day = floor<days>(second);
  const year_month_day date(day);
  const hh_mm_ss<seconds> clock(second - day);
  char text[64];
  int size = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                           static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                           static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                           static_cast<int>(clock.seconds().count()));
  if (time.tv_nsec != 0) {
    size += std::snprintf(text + size, sizeof text - static_cast<std::size_t>(size), ".%09ld", time.tv_nsec);
    while (text[size - 1] == '0') --size;
  }
  return std::string(text, static_cast<std::size_t>(size)) + "Z";
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
