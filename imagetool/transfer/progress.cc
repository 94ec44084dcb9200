#include "imagetool/transfer/progress.h"

#include <unistd.h>

#include <algorithm>

#include "spec/base/text.h"
#include "spec/cli/human.h"

namespace imagetool::transfer {

using base::concat;

namespace {

constexpr std::size_t kBar = 50;
constexpr std::chrono::milliseconds kBetweenDrawings(100);

std::string bar(std::uint64_t done, std::uint64_t all) {
  const std::size_t filled = all == 0 ? kBar : static_cast<std::size_t>(std::min(done, all) * kBar / all);
  if (filled == kBar) return concat('[', std::string(kBar, '='), ">]");
  return concat('[', std::string(filled, '='), '>', std::string(kBar - filled, ' '), ']');
}

}  // namespace

std::string short_id(const spec::image::Digest& digest) { return std::string(digest.hex().substr(0, 12)); }

Progress::Style Progress::style_for(std::FILE* out, bool quiet) {
  if (quiet) return Style::kQuiet;
  return ::isatty(::fileno(out)) != 0 ? Style::kTerminal : Style::kPlain;
}

void Progress::say(const std::string& line) {
  if (style_ == Style::kQuiet) return;
  const std::lock_guard lock(mutex_);
  std::fprintf(out_, "%s\n", line.c_str());
  std::fflush(out_);
}

Progress::Line* Progress::find(const spec::image::Digest& layer) {
  const std::string id = short_id(layer);
  for (Line& line : lines_) {
    if (line.id == id) return &line;
  }
  return nullptr;
}

void Progress::draw(Line& line, const std::string& text) {
  line.text = text;
  line.drawn = std::chrono::steady_clock::now();
  if (style_ == Style::kTerminal) {
    const long up = lines_.data() + lines_.size() - &line;
    std::fprintf(out_, "\033[%ldA\033[2K\r%s: %s\033[%ldB\r", up, line.id.c_str(), text.c_str(), up);
  } else {
    std::fprintf(out_, "%s: %s\n", line.id.c_str(), text.c_str());
  }
  std::fflush(out_);
}

void Progress::add(const spec::image::Digest& layer, const std::string& state) {
  if (style_ == Style::kQuiet) return;
  const std::lock_guard lock(mutex_);
  if (find(layer) != nullptr) return;
  lines_.push_back({short_id(layer), "", {}});
  if (style_ == Style::kTerminal) std::fputc('\n', out_);
  draw(lines_.back(), state);
}

void Progress::state(const spec::image::Digest& layer, const std::string& state) {
  if (style_ == Style::kQuiet) return;
  const std::lock_guard lock(mutex_);
  Line* line = find(layer);
  if (line != nullptr && line->text != state) draw(*line, state);
}

void Progress::bytes(const spec::image::Digest& layer, const char* what, std::uint64_t done, std::uint64_t all) {
  if (style_ != Style::kTerminal) return;
  const std::lock_guard lock(mutex_);
  Line* line = find(layer);
  if (line == nullptr) return;
  const bool drawn_lately = std::chrono::steady_clock::now() - line->drawn < kBetweenDrawings;
  if (drawn_lately && line->text.starts_with(what)) return;
  draw(*line, concat(what, ' ', bar(done, all), "  ", spec::cli::human_size(done), '/', spec::cli::human_size(all)));
}

}  // namespace imagetool::transfer
