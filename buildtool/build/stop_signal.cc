#include <csignal>
#include <cstring>

#include "buildtool/build/history.h"
#include "buildtool/build/instructions.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

// SIGRTMIN+1, RTMAX-14.
bool is_real_time(std::string_view name) {
  if (name == "RTMIN" || name == "RTMAX") return true;
  const bool from_min = name.starts_with("RTMIN+");
  if (!from_min && !name.starts_with("RTMAX-")) return false;
  const std::optional<int> offset = parse_number<int>(name.substr(6));
  return offset && *offset >= 1 && *offset <= (from_min ? 15 : 14);
}

// As Docker reads it: a number, or a name with or without SIG.
bool is_signal(const std::string& text) {
  if (const std::optional<int> number = parse_number<int>(text)) return *number > 0 && *number <= 64;
  std::string name = to_lower(text);
  if (name.starts_with("sig")) name.erase(0, 3);
  for (char& c : name) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  for (int number = 1; number < NSIG; ++number) {
    const char* known = ::sigabbrev_np(number);
    if (known != nullptr && name == known) return true;
  }
  for (const char* other : {"CLD", "IO", "IOT", "UNUSED"}) {
    if (name == other) return true;
  }
  return is_real_time(name);
}

}  // namespace

Result<void> apply(Step& step, const dockerfile::StopSignal& signal) {
  const dockerfile::StopSignal value = TRY(step.expanded(signal));
  if (!is_signal(value.signal)) return fail("invalid signal: " + value.signal);
  step.state.config.config.stop_signal = value.signal;
  add_history(step.state.config, "STOPSIGNAL " + value.signal, Made::kNothing);
  return {};
}

}  // namespace buildtool::build
