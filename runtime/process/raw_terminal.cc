#include "runtime/process/raw_terminal.h"

#include <unistd.h>

#include <utility>

namespace runtime::process {

Result<RawTerminal> RawTerminal::begin(LineEnds ends) {
  RawTerminal raw;
  termios settings;
  if (::tcgetattr(STDIN_FILENO, &settings) < 0) return raw;  // no terminal: what comes is taken as it comes
  raw.saved_ = settings;
  ::cfmakeraw(&settings);
  if (ends == LineEnds::kOurs) settings.c_oflag |= OPOST;
  if (::tcsetattr(STDIN_FILENO, TCSANOW, &settings) < 0) return fail_errno("terminal: raw mode");
  return raw;
}

RawTerminal::RawTerminal(RawTerminal&& other) noexcept : saved_(std::exchange(other.saved_, std::nullopt)) {}

RawTerminal::~RawTerminal() {
  if (saved_) ::tcsetattr(STDIN_FILENO, TCSANOW, &*saved_);
}

}  // namespace runtime::process
