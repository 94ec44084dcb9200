#include "buildtool/build/history.h"

#include <cstdio>

#include "spec/base/text.h"

namespace buildtool::build {

namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    constexpr std::string_view kNamed = "\a\b\f\n\r\t\v";
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (const std::size_t at = kNamed.find(c); at != kNamed.npos) {
      out += '\\';
      out += "abfnrtv"[at];
    } else if (byte < 0x20 || byte == 0x7f) {
      char hex[5];
      std::snprintf(hex, sizeof hex, "\\x%02x", byte);
      out += hex;
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace

void add_history(spec::image::ImageConfig& config, std::string created_by, Made made) {
  spec::image::History entry;
  entry.created_by = std::move(created_by);
  entry.comment = "buildkit.dockerfile.v0";
  entry.empty_layer = made == Made::kNothing;
  config.history.push_back(std::move(entry));
}

std::string fill_times(std::vector<spec::image::History>& history, const std::vector<std::string>& layer_times) {
  std::size_t layer = 0;
  for (spec::image::History& entry : history) {
    if (entry.empty_layer || layer >= layer_times.size()) continue;
    if (entry.created.empty()) entry.created = layer_times[layer];
    ++layer;
  }
  // What comes before the first new layer has its time, and not that of the base.
  std::string time;
  bool missing = false;
  for (const spec::image::History& entry : history) {
    if (entry.created.empty()) {
      missing = true;
    } else {
      time = entry.created;
      if (missing) break;
    }
  }
  missing = false;
  for (spec::image::History& entry : history) {
    if (entry.created.empty()) {
      entry.created = time;
      missing = true;
    } else if (missing) {
      time = entry.created;
    }
  }
  return history.empty() ? "" : history.back().created;
}

std::string quoted_list(const std::vector<std::string>& words) {
  std::vector<std::string> parts;
  for (const std::string& word : words) parts.push_back(quoted(word));
  return plain_list(parts);
}

std::string plain_list(const std::vector<std::string>& words) { return "[" + join(words, " ") + "]"; }

}  // namespace buildtool::build
