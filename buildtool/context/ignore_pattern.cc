#include "buildtool/context/ignore_pattern.h"

#include "buildtool/context/clean_path.h"
#include "spec/base/text.h"

namespace buildtool::context {

Result<IgnorePattern> IgnorePattern::compile(std::string_view pattern) {
  IgnorePattern out;
  const std::string clean = clean_path(pattern);
  out.takes_in_ = clean.starts_with('!');
  out.text_ = clean.substr(out.takes_in_ ? 1 : 0);
  if (out.text_.empty()) return fail("illegal exclusion pattern: \"!\"");
  out.wildcard_ = TRY(Wildcard::compile(out.text_, Wildcard::DoubleStar::kFolders));
  constexpr std::string_view kSpecial = "*?[\\";
  const std::string_view text = out.text_;
  if (text.find_first_of(kSpecial) == text.npos) {
    out.kind_ = Kind::kPlain;
  } else if (text.starts_with("**") && text.substr(2).find_first_of(kSpecial) == text.npos) {
    out.kind_ = Kind::kSuffix;
  } else {
    out.kind_ = Kind::kWildcard;
  }
  return out;
}

bool IgnorePattern::matches(std::string_view path) const {
  switch (kind_) {
    case Kind::kPlain:
      return path == text_;
    case Kind::kSuffix: {
      // "**/x" is also "x" itself; "**x" is whatever ends in "x".
      const std::string_view suffix = std::string_view(text_).substr(2);
      return path.ends_with(suffix) || (suffix.starts_with('/') && path == suffix.substr(1));
    }
    case Kind::kWildcard:
      return wildcard_.matches(path);
  }
  return false;
}

}  // namespace buildtool::context
