#include "imagetool/local/cells.h"

#include <algorithm>
#include <ctime>
#include <optional>

#include "spec/base/timestamp.h"
#include "spec/cli/human.h"

namespace imagetool::local {

namespace {

// Seconds since 1970; Go's zero time, which Docker writes for "not known", is in the year 1.
std::optional<std::time_t> seconds_of(const std::string& time) {
  const std::optional<std::timespec> parsed = parse_time(time);
  if (!parsed || time.starts_with("0001-")) return std::nullopt;
  return parsed->tv_sec;
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

}  // namespace

std::string id_cell(const spec::image::Digest& id, bool whole) {
  return whole ? id.text() : std::string(id.hex().substr(0, 12));
}

std::string since_cell(const std::string& time) {
  const std::optional<std::time_t> seconds = seconds_of(time);
  return seconds ? spec::cli::human_duration(now().tv_sec - *seconds) + " ago" : "N/A";
}

std::string at_cell(const std::string& time) {
  const std::optional<std::time_t> seconds = seconds_of(time);
  if (!seconds) return "N/A";
  std::tm parts{};
  ::gmtime_r(&*seconds, &parts);
  char text[64];
  const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S +0000 UTC", &parts);
  return std::string(text, size);
}

std::string text_cell(std::string_view text, std::size_t width, bool whole) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  if (whole) return out;
  std::size_t characters = 0;
  std::size_t cut = 0;  // where the last character that may stay begins
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (continues_character(out[i])) continue;
    if (++characters == width) cut = i;
  }
  return characters > width ? out.substr(0, cut) + "…" : out;
}

}  // namespace imagetool::local
