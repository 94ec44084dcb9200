#include "runtime/sys/signals.h"

#include <cctype>
#include <csignal>
#include <cstring>
#include <string>

#include "spec/base/text.h"

namespace runtime::sys {

namespace {

// The real-time ones: "RTMIN", "RTMIN+3", "RTMAX-1".
std::optional<int> parse_realtime(std::string_view name) {
  const bool from_min = name.starts_with("RTMIN");
  if (!from_min && !name.starts_with("RTMAX")) return std::nullopt;
  name.remove_prefix(5);
  if (name.empty()) return from_min ? SIGRTMIN : SIGRTMAX;
  if (name.front() != (from_min ? '+' : '-')) return std::nullopt;
  const std::optional<unsigned> offset = parse_number<unsigned>(name.substr(1));
  if (!offset || *offset > static_cast<unsigned>(SIGRTMAX - SIGRTMIN)) return std::nullopt;
  return from_min ? SIGRTMIN + static_cast<int>(*offset) : SIGRTMAX - static_cast<int>(*offset);
}

}  // namespace

std::optional<int> parse_signal(std::string_view text) {
  if (const std::optional<unsigned> number = parse_number<unsigned>(text)) {
    if (*number > static_cast<unsigned>(SIGRTMAX)) return std::nullopt;
    return static_cast<int>(*number);
  }
  std::string upper;
  for (const char c : text) upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  std::string_view name = upper;
  if (name.starts_with("SIG")) name.remove_prefix(3);
  if (name.starts_with("RT")) return parse_realtime(name);
  if (name == "IOT") return SIGABRT;
  if (name == "POLL") return SIGPOLL;
  if (name == "CLD") return SIGCHLD;
  for (int number = 1; number < SIGRTMIN; ++number) {
    const char* known = ::sigabbrev_np(number);
    if (known != nullptr && name == known) return number;
  }
  return std::nullopt;
}

}  // namespace runtime::sys
