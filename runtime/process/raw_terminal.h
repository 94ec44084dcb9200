// The user's own terminal, raw while somebody types into a container.
#pragma once

#include <termios.h>

#include <optional>

#include "spec/base/result.h"

namespace runtime::process {

// Standard input, where it is a terminal; the destructor brings back what it was.
class RawTerminal {
 public:
  // Who makes the ends of lines ("\r\n"): this terminal, or that of the container, whose output then comes with them.
  enum class LineEnds { kOurs, kContainers };
  static Result<RawTerminal> begin(LineEnds ends);
  RawTerminal(RawTerminal&& other) noexcept;
  RawTerminal& operator=(RawTerminal&&) = delete;
  ~RawTerminal();

 private:
  RawTerminal() = default;
  std::optional<termios> saved_;
};

}  // namespace runtime::process
