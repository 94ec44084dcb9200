#include "buildtool/build/mode.h"

#include <sys/stat.h>

#include "spec/base/text.h"

namespace buildtool::build {

namespace {

constexpr mode_t kUser = 04700;
constexpr mode_t kGroup = 02070;
constexpr mode_t kOther = 01007;

// The bits of one letter, for everybody.
mode_t bits_of(char letter, mode_t mode) {
  const auto spread = [](mode_t three) { return three << 6 | three << 3 | three; };
  switch (letter) {
    case 'r':
      return 0444;
    case 'w':
      return 0222;
    case 'x':
      return 0111;
    case 'X':
      return S_ISDIR(mode) || (mode & 0111) != 0 ? 0111 : 0;
    case 's':
      return 06000;
    case 't':
      return 01000;
    case 'u':
      return spread(mode >> 6 & 7);
    case 'g':
      return spread(mode >> 3 & 7);
    default:  // 'o'
      return spread(mode & 7);
  }
}

}  // namespace

Result<Mode> Mode::parse(std::string_view text) {
  const Error invalid =
      fail(concat("invalid chmod parameter: '", text, "'. it should be octal string and between 0 and 07777"));
  Mode out;
  if (!text.empty() && text[0] >= '0' && text[0] <= '9') {
    const std::optional<std::uint32_t> number = parse_octal(text);
    if (!number || *number > 07777) return invalid;
    out.number_ = *number;
    return out;
  }
  for (const std::string& part : split(text, ',')) {
    std::size_t at = part.find_first_not_of("ugoa");
    mode_t who = 0;
    for (const char c : std::string_view(part).substr(0, at)) {
      who |= c == 'u' ? kUser : c == 'g' ? kGroup : c == 'o' ? kOther : 07777;
    }
    if (who == 0) who = 07777;
    if (at == part.npos || std::string_view("+-=").find(part[at]) == std::string_view::npos) return invalid;
    while (at < part.size()) {  // "u+r-w": several actions for the same ones
      const char action = part[at++];
      const std::size_t end = std::min(part.find_first_of("+-=", at), part.size());
      const std::string permissions = part.substr(at, end - at);
      const bool copied = permissions.size() == 1 && permissions.find_first_of("ugo") == 0;
      if (!copied && permissions.find_first_not_of("rwxXst") != permissions.npos) return invalid;
      out.clauses_.push_back({who, action, permissions});
      at = end;
    }
  }
  return out;
}

mode_t Mode::apply(mode_t mode) const {
  if (number_) return *number_;
  for (const Clause& clause : clauses_) {
    mode_t bits = 0;
    for (const char letter : clause.permissions) bits |= bits_of(letter, mode);
    bits &= clause.who;
    if (clause.action == '+') {
      mode |= bits;
    } else if (clause.action == '-') {
      mode &= ~bits;
    } else {
      mode = (mode & ~clause.who) | bits;
    }
  }
  return mode & 07777;
}

}  // namespace buildtool::build
