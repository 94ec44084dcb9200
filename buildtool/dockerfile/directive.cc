#include "buildtool/dockerfile/directive.h"

#include <algorithm>

#include "buildtool/dockerfile/words.h"
#include "spec/base/text.h"

namespace buildtool::dockerfile {

namespace {

// "# NAME = VALUE", the name a letter and letters or digits.
std::optional<Directive> split_directive(std::string_view line) {
  if (!line.starts_with('#')) return std::nullopt;
  line = trim_left(line.substr(1));
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  const std::string name = to_lower(trim(line.substr(0, equals)));
  const std::string value(trim(line.substr(equals + 1)));
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto fits = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
  if (name.empty() || value.empty() || !letter(name.front()) || !std::all_of(name.begin(), name.end(), fits)) {
    return std::nullopt;
  }
  return Directive{name, value};
}

}  // namespace

Result<std::optional<Directive>> DirectiveReader::read(std::string_view line) {
  if (ended_) return std::optional<Directive>();
  std::optional<Directive> directive = split_directive(line);
  if (!directive || (directive->name != "syntax" && directive->name != "escape" && directive->name != "check")) {
    ended_ = true;
    return std::optional<Directive>();
  }
  if (!seen_.insert(directive->name).second) {
    return fail(concat("only one ", directive->name, " parser directive can be used"));
  }
  return directive;
}

}  // namespace buildtool::dockerfile
