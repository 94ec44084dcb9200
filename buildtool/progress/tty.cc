#include "buildtool/progress/tty.h"

#include <sys/ioctl.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/base/utf8.h"

namespace buildtool::progress {

namespace {

constexpr auto kInterval = std::chrono::milliseconds(150);
constexpr std::size_t kKeptBytes = std::size_t{1} << 20;
constexpr std::size_t kLogLines = 6;  // of a running step

constexpr std::string_view kEraseLine = "\x1b[K";
constexpr std::string_view kEraseBelow = "\x1b[J";
constexpr std::string_view kFaint = "\x1b[2m";
constexpr std::string_view kBlue = "\x1b[34m";
constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kYellow = "\x1b[33m";
constexpr std::string_view kNormal = "\x1b[0m";

struct Size {
  std::size_t width = 80;
  std::size_t height = 24;
};

Size size_of(FdRef terminal) {
  winsize size = {};
  if (::ioctl(terminal.get(), TIOCGWINSZ, &size) < 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {size.ws_col, size.ws_row};
}

// At most `width` characters, none that could move the cursor: a step's output
// and a Dockerfile's text must not draw over what others say.
std::string fit(std::string_view text, std::size_t width) {
  std::string out;
  std::size_t used = 0;
  while (!text.empty() && used < width) {
    const Utf8Character c = first_utf8(text);
    text.remove_prefix(c.size);
    const bool control = c.code < 0x20 || (c.code >= 0x7F && c.code < 0xA0) || (c.code >= 0xD800 && c.code < 0xE000);
    append_utf8(out, control ? U' ' : c.code);
    ++used;
  }
  return out;
}

// `left`, and `right` at the end of the line.
std::string align(std::string_view left, std::string_view right, std::size_t width) {
  if (width <= right.size() + 1) return fit(left, width);
  const std::size_t room = width - right.size() - 1;
  const std::string cut = fit(left, room);
  return concat(cut, std::string(room - std::min(room, decode_utf8(cut).size()) + 1, ' '), right);
}

}  // namespace

TtyDisplay::TtyDisplay(FdRef terminal) : terminal_(terminal), colour_(std::getenv("NO_COLOR") == nullptr) {
  try {
    thread_ = std::thread([this] { redraw_until_finished(); });
  } catch (const std::system_error&) {
    // At a limit of processes the clock stands still; each step's end is drawn all the same.
  }
}

TtyDisplay::~TtyDisplay() { stop_thread(); }

void TtyDisplay::stop_thread() {
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void TtyDisplay::redraw_until_finished() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kInterval, [&] { return finished_; })) draw(false);
}

StepId TtyDisplay::begin(std::string name) {
  const std::lock_guard lock(mutex_);
  const Clock::time_point now = Clock::now();
  steps_.push_back({std::move(name), now, now, StepLog(now, kKeptBytes)});
  return static_cast<StepId>(steps_.size());
}

void TtyDisplay::note(StepId step, std::string line) {
  const std::lock_guard lock(mutex_);
  at(step).notes.push_back(std::move(line));
}

void TtyDisplay::output(StepId step, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  at(step).log.add(bytes);
}

void TtyDisplay::end(StepId step, State state) {
  const std::lock_guard lock(mutex_);
  at(step).log.end();
  at(step).stop = Clock::now();
  at(step).state = state;
  if (!thread_.joinable()) draw(false);
}

void TtyDisplay::done(StepId step) { end(step, State::kDone); }
void TtyDisplay::cached(StepId step) { end(step, State::kCached); }
void TtyDisplay::fail(StepId step, std::string) { end(step, State::kFailed); }
void TtyDisplay::cancel(StepId step) { end(step, State::kCanceled); }

void TtyDisplay::finish() {
  stop_thread();
  const std::lock_guard lock(mutex_);
  draw(true);
  std::string text;
  for (const Step& step : steps_) {
    if (step.state == State::kFailed) text += failure_block(step.name, step.log.tail(std::string::npos));
  }
  const Result<void> written = write_all(terminal_, text, "progress");
  static_cast<void>(written);  // a build does not fail because nobody looks
}

std::string TtyDisplay::heading(bool all) const {
  const auto ended =
      std::count_if(steps_.begin(), steps_.end(), [](const Step& s) { return s.state != State::kRunning; });
  const bool complete = all && ended == static_cast<std::ptrdiff_t>(steps_.size());
  return concat("[+] Building ", total_time(Clock::now() - start_), " (", ended, "/", steps_.size(), ")",
                complete ? " FINISHED" : "");
}

// Of all steps: one line each, its notes, and the newest output of those that run.
std::vector<TtyDisplay::Line> TtyDisplay::lines(std::size_t width) const {
  std::vector<Line> out;
  const auto coloured = [&](std::string_view colour, const std::string& text) {
    return colour_ ? concat(colour, text, kNormal) : text;
  };
  for (const Step& step : steps_) {
    const bool running = step.state == State::kRunning;
    const std::string time = total_time((running ? Clock::now() : step.stop) - step.start);
    const char* prefix = step.state == State::kCached     ? "CACHED "
                         : step.state == State::kFailed   ? "ERROR "
                         : step.state == State::kCanceled ? "CANCELED "
                                                          : "";
    const std::string text = align(concat(" => ", prefix, step.name), time, width);
    out.push_back({running                          ? text
                   : step.state == State::kFailed   ? coloured(kRed, text)
                   : step.state == State::kCanceled ? coloured(kYellow, text)
                                                    : coloured(kBlue, text),
                   running});
    for (const std::string& note : step.notes) out.push_back({fit(" => => " + note, width), running});
    if (!running) continue;
    for (const std::string& line : step.log.tail(kLogLines)) {
      out.push_back({coloured(kFaint, fit(" => => # " + line, width)), true});
    }
  }
  return out;
}

// Over what was drawn last. Where the terminal is too low what is complete goes
// first; with `all` everything is left standing.
void TtyDisplay::draw(bool all) {
  const Size size = size_of(terminal_);
  const std::size_t width = size.width - 1;  // in the last column the cursor is about to wrap
  std::vector<Line> shown = lines(width);
  const std::size_t room = size.height > 3 ? size.height - 2 : 1;
  for (std::size_t i = 0; !all && shown.size() > room && i < shown.size();) {
    if (shown[i].of_running_step) {
      ++i;
    } else {
      shown.erase(shown.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  if (!all && shown.size() > room) shown.erase(shown.begin(), shown.end() - static_cast<std::ptrdiff_t>(room));

  std::string frame = drawn_lines_ == 0 ? "" : concat("\x1b[", drawn_lines_, "A");
  frame += concat("\r", fit(heading(all), width), kEraseLine, "\n");
  for (const Line& line : shown) frame += concat(line.text, kEraseLine, "\n");
  frame += kEraseBelow;
  drawn_lines_ = shown.size() + 1;
  const Result<void> written = write_all(terminal_, frame, "progress");
  static_cast<void>(written);  // a build does not fail because nobody looks
}

}  // namespace buildtool::progress
