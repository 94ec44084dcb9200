#include "buildtool/progress/display.h"

#include <unistd.h>

#include "buildtool/progress/plain.h"
#include "buildtool/progress/quiet.h"
#include "buildtool/progress/tty.h"
#include "spec/base/text.h"

namespace buildtool::progress {

Result<Mode> parse_mode(std::string_view text) {
  if (text == "auto") return Mode::kAuto;
  if (text == "plain") return Mode::kPlain;
  if (text == "tty") return Mode::kTty;
  if (text == "quiet") return Mode::kQuiet;
  return fail(concat("invalid progress mode \"", text, "\": auto, plain, tty or quiet"));
}

Result<std::unique_ptr<Display>> make_display(Mode mode, FdRef out) {
  const bool terminal = ::isatty(out.get()) == 1;
  if (mode == Mode::kTty && !terminal) return fail("--progress tty: the output is no terminal");
  if (mode == Mode::kQuiet) return std::make_unique<QuietDisplay>(out);
  if (mode == Mode::kPlain || !terminal) return std::make_unique<PlainDisplay>(out);
  return std::make_unique<TtyDisplay>(out);
}

}  // namespace buildtool::progress
