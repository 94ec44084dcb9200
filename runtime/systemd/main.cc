// The runtime's helper that speaks with systemd: a program of its own, since
// the runtime is static and mostly does without. Not for people:
//
//   systemd system|user start  UNIT PROPERTY...
//                       set    UNIT PROPERTY...
//                       attach UNIT BELOW PID
//                       stop   UNIT
//
// A PROPERTY is NAME SIGNATURE VALUE..., as busctl(1) takes values; "?NAME" is
// left out where this systemd does not know it. It ends with status 0 when
// systemd has done it, else with an error on standard error: a line of what
// went wrong, and perhaps one of what to do.
#include <cstdio>

#include "runtime/systemd/manager.h"
#include "spec/base/text.h"

namespace {

using base::fail;
using base::Result;
using runtime::systemd::Manager;
using runtime::systemd::Words;

Result<void> attach(Manager& manager, const std::string& unit, Words words) {
  const std::string below = TRY(words.next());
  const std::string pid = TRY(words.next());
  return manager.attach(unit, below, base::parse_number<std::uint32_t>(pid).value_or(0));
}

Result<void> run(Words words) {
  const std::string whose = TRY(words.next());
  const std::string verb = TRY(words.next());
  const std::string unit = TRY(words.next());
  Manager manager = TRY(Manager::connect(whose == "user"));
  if (verb == "start") return manager.start(unit, words);
  if (verb == "set") return manager.set(unit, words);
  if (verb == "attach") return attach(manager, unit, words);
  if (verb == "stop") return manager.stop(unit);
  return fail("\"" + verb + "\" is none of start, set, attach and stop");
}

}  // namespace

int main(int argc, char** argv) {
  const Result<void> done = run(Words(argv + 1, argv + argc));
  if (done) return 0;
  base::Error error = done.error();
  const std::string hint = std::exchange(error.hint, "");
  std::fprintf(stderr, "%s\n%s%s", error.text().c_str(), hint.c_str(), hint.empty() ? "" : "\n");
  return 1;
}
