#include "buildtool/context/ignore.h"

#include <algorithm>

#include "buildtool/context/clean_path.h"
#include "spec/base/text.h"

namespace buildtool::context {

namespace {

// The pattern of a line as the matcher takes it; "" for a comment or a blank line.
std::string pattern_of(std::string_view line) {
  if (line.starts_with('#')) return "";
  line = trim(line);
  if (line.empty()) return "";
  const bool takes_in = line.starts_with('!');
  if (takes_in) line = trim(line.substr(1));
  std::string pattern = line.empty() ? "" : clean_path(line);
  // "/x" and "x" are the same: there is nothing above the context.
  if (pattern.size() > 1 && pattern.front() == '/') pattern.erase(0, 1);
  return takes_in ? "!" + pattern : pattern;
}

}  // namespace

Result<Ignore> Ignore::parse(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<std::string> patterns;
  while (!text.empty()) {
    const std::size_t newline = std::min(text.find('\n'), text.size());
    patterns.push_back(pattern_of(text.substr(0, newline)));
    text.remove_prefix(std::min(newline + 1, text.size()));
  }
  return from_patterns(patterns);
}

Result<Ignore> Ignore::from_patterns(const std::vector<std::string>& patterns) {
  Ignore ignore;
  for (const std::string& pattern : patterns) {
    if (trim(pattern).empty()) continue;
    IgnorePattern compiled = TRY(IgnorePattern::compile(trim(pattern)));
    ignore.patterns_.push_back(std::move(compiled));
  }
  return ignore;
}

bool Ignore::matches(std::string_view path) const {
  FolderState folder;
  FolderState own;
  for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
    if (slash == 0) continue;
    matches(path.substr(0, slash), folder, own);
    folder = std::move(own);
  }
  return matches(path, folder, own);
}

// A pattern that matched the folder above matches here too; else it is tried
// only where it could change the verdict.
bool Ignore::matches(std::string_view path, const FolderState& folder, FolderState& own) const {
  own.assign(patterns_.size(), false);
  bool ignored = false;
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    const bool inherited = !folder.empty() && folder[i];
    if (!inherited && patterns_[i].takes_in() != ignored) continue;
    own[i] = inherited || patterns_[i].matches(path);
    if (own[i]) ignored = !patterns_[i].takes_in();
  }
  return ignored;
}

bool Ignore::has_exceptions() const {
  return std::any_of(patterns_.begin(), patterns_.end(), [](const IgnorePattern& one) { return one.takes_in(); });
}

bool Ignore::ignores_all() const {
  return std::any_of(patterns_.begin(), patterns_.end(), [](const IgnorePattern& one) {
    return !one.takes_in() && (one.text() == "*" || one.text() == "**" || one.text() == "**/*");
  });
}

bool Ignore::may_include_below(std::string_view folder) const {
  for (const IgnorePattern& pattern : patterns_) {
    if (!pattern.takes_in()) continue;
    std::string_view text = pattern.text();
    if (text.ends_with("/**")) text.remove_suffix(3);
    if (text.ends_with("/*")) text.remove_suffix(2);
    // With a wildcard further up it could be anywhere.
    if (text.find_first_of("*[]?^\\") != text.npos) return true;
    if (text == folder || (text.starts_with(folder) && text[folder.size()] == '/')) return true;
  }
  return false;
}

}  // namespace buildtool::context
