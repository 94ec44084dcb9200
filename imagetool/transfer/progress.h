// What a user sees of layers on their way, as Docker shows it.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <string>
#include <vector>

#include "spec/image/digest.h"

namespace imagetool::transfer {

// On a terminal one line a layer that changes in place, with a bar while bytes
// move; elsewhere a line for each change of state. Thread-safe.
class Progress {
 public:
  enum class Style { kTerminal, kPlain, kQuiet };
  // Of a stream that is a terminal or not.
  static Style style_for(std::FILE* out, bool quiet);

  Progress(std::FILE* out, Style style) : out_(out), style_(style) {}

  // A line by itself; before the layers' lines or after them.
  void say(const std::string& line);
  // A new layer's line: "9fecdd35ae66: Pulling fs layer".
  void add(const spec::image::Digest& layer, const std::string& state);
  void state(const spec::image::Digest& layer, const std::string& state);
  // "Downloading [=====>    ]  1.2MB/3MB": nothing but on a terminal, and there now and then.
  void bytes(const spec::image::Digest& layer, const char* what, std::uint64_t done, std::uint64_t all);

 private:
  struct Line {
    std::string id;
    std::string text;
    std::chrono::steady_clock::time_point drawn;
  };
  Line* find(const spec::image::Digest& layer);
  void draw(Line& line, const std::string& text);

  std::FILE* out_;
  Style style_;
  std::mutex mutex_;
  std::vector<Line> lines_;
};

// The first twelve digits, as Docker names layers and images.
std::string short_id(const spec::image::Digest& digest);

}  // namespace imagetool::transfer
