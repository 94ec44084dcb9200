#include "buildtool/progress/display.h"

#include <unistd.h>

#include "buildtool/progress/classic.h"
#include "buildtool/progress/plain.h"
#include "buildtool/progress/quiet.h"
#include "buildtool/progress/raw_json.h"
#include "buildtool/progress/tty.h"
#include "spec/base/text.h"

namespace buildtool::progress {

Result<Mode> parse_mode(std::string_view text) {
  if (text == "auto") return Mode::kAuto;
  if (text == "plain") return Mode::kPlain;
  if (text == "tty") return Mode::kTty;
  if (text == "quiet") return Mode::kQuiet;
  if (text == "rawjson") return Mode::kRawJson;
  if (text == "classic") return Mode::kClassic;
  return fail(concat("invalid progress mode \"", text, "\": auto, plain, tty, quiet, rawjson or classic"));
}

Result<std::unique_ptr<Display>> make_display(Mode mode, FdRef out) {
  const bool terminal = ::isatty(out.get()) == 1;
  if (mode == Mode::kTty && !terminal) return fail("--progress tty: the output is no terminal");
  if (mode == Mode::kRawJson) return std::make_unique<RawJsonDisplay>(out);
  if (mode == Mode::kClassic) return std::make_unique<ClassicDisplay>(FdRef(STDOUT_FILENO));
  if (mode == Mode::kQuiet) return std::make_unique<QuietDisplay>(out);
  if (mode == Mode::kPlain || !terminal) return std::make_unique<PlainDisplay>(out);
  return std::make_unique<TtyDisplay>(out);
}

}  // namespace buildtool::progress
