#include "buildtool/dockerfile/lexer.h"

#include "buildtool/dockerfile/words.h"
#include "spec/base/text.h"

namespace buildtool::dockerfile {

namespace {

std::string_view without_line_end(std::string_view line) {
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool is_comment(std::string_view line) { return trim_left(line).starts_with('#'); }

}  // namespace

Lexer::Lexer(std::string_view text) : rest_(text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
}

Result<std::string_view> Lexer::physical_line() {
  ++line_;
  const std::size_t newline = rest_.find('\n');
  const std::size_t length = newline == std::string_view::npos ? rest_.size() : newline;
  if (length > kMaxLine) return fail(concat("dockerfile line greater than max allowed size of ", kMaxLine));
  const std::string_view line = rest_.substr(0, newline == std::string_view::npos ? length : length + 1);
  rest_.remove_prefix(line.size());
  return line;
}

Result<void> Lexer::obey(const Directive& directive) {
  if (directive.name == "syntax") syntax_ = directive.value;
  if (directive.name == "check") check_ = directive.value;
  if (directive.name == "escape") {
    if (directive.value != "\\" && directive.value != "`") {
      return fail(concat("invalid escape token '", directive.value, "' does not match ` or \\"));
    }
    escape_ = directive.value.front();
  }
  return {};
}

// An escape character at the end, blanks after it allowed, joins the next line,
// unless another one stands before it.
bool Lexer::cut_continuation(std::string& line) const {
  const std::size_t last = line.find_last_not_of(" \t");
  if (last == std::string::npos || line[last] != escape_) return false;
  if (last > 0 && line[last - 1] == escape_) return false;
  line.resize(last);
  return true;
}

Result<std::optional<LogicalLine>> Lexer::next() {
  std::vector<std::string> comments;
  while (!at_end()) {
    const std::string_view first = trim_left(without_line_end(TRY(physical_line())));
    const std::optional<Directive> directive = TRY(directives_.read(first));
    if (directive) TRY(obey(*directive));
    if (is_comment(first)) {
      if (!directive) comments.emplace_back(trim(first.substr(1)));
      continue;
    }

    LogicalLine logical = {std::string(first), {line_, line_}};
    bool continued = cut_continuation(logical.text);
    if (!continued && logical.text.empty()) {
      comments.clear();
      continue;
    }
    bool has_blank = false;
    while (continued && !at_end()) {
      std::string more(without_line_end(TRY(physical_line())));
      if (is_comment(more)) continue;
      if (trim_left(more).empty()) {
        has_blank = true;
        continue;
      }
      continued = cut_continuation(more);
      logical.text += more;
    }
    logical.lines.last = line_;
    logical.around = {std::move(comments), has_blank ? line_ : 0};
    return std::optional<LogicalLine>(std::move(logical));
  }
  return std::optional<LogicalLine>();
}

Result<std::string> Lexer::heredoc(std::string_view name, bool strip_tabs) {
  std::string content;
  while (!at_end()) {
    const std::string_view line = TRY(physical_line());
    std::string_view word = without_line_end(line);
    if (strip_tabs) word.remove_prefix(std::min(word.find_first_not_of('\t'), word.size()));
    if (word == name) return content;
    content += line;
  }
  return fail("unterminated heredoc");
}

}  // namespace buildtool::dockerfile
