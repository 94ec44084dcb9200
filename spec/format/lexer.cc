#include "spec/format/lexer.h"

#include <algorithm>

#include "spec/base/text.h"

namespace spec::format {

namespace {

using Kind = Token::Kind;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
// Bytes of UTF-8 beyond ASCII are letters.
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Result<std::vector<Token>> run() {
    while (at_ < text_.size()) {
      const std::size_t open = std::min(text_.find("{{", at_), text_.size());
      TRY(plain_text(open));
      if (open < text_.size()) TRY(action());
    }
    return std::move(tokens_);
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }

  // Of at_, which only grows: what was counted is not counted again.
  Place place() {
    for (; counted_ < at_; ++counted_) {
      if (text_[counted_] != '\n') continue;
      ++line_;
      line_begin_ = counted_ + 1;
    }
    return {line_, static_cast<int>(at_ - line_begin_)};
  }
  Error wrong(const std::string& what) { return fail(concat("template: :", place().line, ": ", what)); }

  void add(Kind kind, std::string_view text, std::size_t length) {
    tokens_.push_back({kind, std::string(text), space_, place()});
    at_ += length;
    space_ = false;
  }

  // Up to the next action, without the space that trim marks take.
  Result<void> plain_text(std::size_t end) {
    std::string_view text = text_.substr(at_, end - at_);
    if (trim_) {
      while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    }
    const std::string_view after = text_.substr(std::min(end + 2, text_.size()));
    if (after.size() > 1 && after[0] == '-' && is_space(after[1])) {
      while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    }
    trim_ = false;
    if (!text.empty()) tokens_.push_back({Kind::kText, std::string(text), false, place()});
    at_ = end;
    return {};
  }

  Result<void> action() {
    const std::size_t open = tokens_.size();
    add(Kind::kOpen, "{{", 2);
    if (rest().size() > 1 && rest()[0] == '-' && is_space(rest()[1])) ++at_;
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    if (rest().starts_with("/*")) return comment(open);
    while (true) {
      if (at_ == text_.size()) return wrong("unclosed action");
      if (rest().starts_with("}}")) break;
      if (space_ && rest().starts_with("-}}")) {
        trim_ = true;
        ++at_;
        break;
      }
      TRY(token());
    }
    add(Kind::kClose, "}}", 2);
    return {};
  }

  Result<void> comment(std::size_t open) {
    tokens_.resize(open);
    const std::size_t end = text_.find("*/", at_);
    if (end == std::string_view::npos) return wrong("unclosed comment");
    at_ = end + 2;
    if (rest().starts_with(" -}}")) {
      trim_ = true;
      at_ += 4;
    } else if (rest().starts_with("}}")) {
      at_ += 2;
    } else {
      return wrong("comment ends before closing delimiter");
    }
    return {};
  }

  std::size_t word_length(std::size_t from) const {
    std::size_t length = from;
    while (length < rest().size() && (is_letter(rest()[length]) || is_digit(rest()[length]))) ++length;
    return length;
  }

  Result<void> token() {
    const char c = text_[at_];
    const char next = rest().size() > 1 ? rest()[1] : '\0';
    if (is_space(c)) {
      space_ = true;
      ++at_;
    } else if (c == '.' && is_digit(next)) {
      TRY(number());
    } else if (c == '.') {
      const std::size_t length = word_length(1);
      if (length == 1) {
        add(Kind::kDot, ".", 1);
      } else {
        add(Kind::kField, rest().substr(1, length - 1), length);
      }
    } else if (c == '$') {
      const std::size_t length = word_length(1);
      add(Kind::kVariable, rest().substr(0, length), length);
    } else if (is_letter(c)) {
      const std::size_t length = word_length(1);
      add(Kind::kWord, rest().substr(0, length), length);
    } else if (is_digit(c) || ((c == '-' || c == '+') && is_digit(next))) {
      TRY(number());
    } else if (c == '"' || c == '`') {
      TRY(quoted());
    } else if (c == '\'') {
      TRY(character());
    } else {
      TRY(punctuation());
    }
    return {};
  }

  Result<void> punctuation() {
    switch (text_[at_]) {
      case '|':
        add(Kind::kPipe, "|", 1);
        return {};
      case '(':
        add(Kind::kLeft, "(", 1);
        return {};
      case ')':
        add(Kind::kRight, ")", 1);
        return {};
      case ',':
        add(Kind::kComma, ",", 1);
        return {};
      case '=':
        add(Kind::kAssign, "=", 1);
        return {};
      default:
        break;
    }
    if (rest().starts_with(":=")) {
      add(Kind::kDeclare, ":=", 2);
      return {};
    }
    return wrong(concat("unexpected \"", text_[at_], "\" in command"));
  }

  Result<void> number() {
    std::size_t length = 1;
    while (length < rest().size() && (is_letter(rest()[length]) || is_digit(rest()[length]) || rest()[length] == '.')) {
      ++length;
    }
    const std::string_view digits = rest().substr(0, length);
    if (digits.find_first_not_of("+-0123456789.") != std::string_view::npos ||
        std::count(digits.begin(), digits.end(), '.') > 1) {
      return wrong(concat("bad number syntax: \"", digits, '"'));
    }
    add(Kind::kNumber, digits.front() == '+' ? digits.substr(1) : digits, length);
    return {};
  }

  static char escaped(char c) {
    switch (c) {
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case 'r':
        return '\r';
      default:
        return c;
    }
  }

  Result<void> quoted() {
    const char quote = text_[at_];
    std::string value;
    for (std::size_t i = 1; i < rest().size(); ++i) {
      const char c = rest()[i];
      if (c == quote) {
        add(Kind::kString, value, i + 1);
        return {};
      }
      if (quote == '"' && c == '\n') break;
      if (quote == '"' && c == '\\' && i + 1 < rest().size()) {
        value += escaped(rest()[++i]);
      } else {
        value += c;
      }
    }
    return wrong(quote == '"' ? "unterminated quoted string" : "unterminated raw quoted string");
  }

  // A character is its number.
  Result<void> character() {
    const bool escape = rest().size() > 1 && rest()[1] == '\\';
    const std::size_t length = escape ? 4 : 3;
    if (rest().size() < length || rest()[length - 1] != '\'') return wrong("unterminated character constant");
    const char c = escape ? escaped(rest()[2]) : rest()[1];
    add(Kind::kNumber, std::to_string(static_cast<unsigned char>(c)), length);
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t counted_ = 0;
  std::size_t line_begin_ = 0;
  int line_ = 1;
  bool trim_ = false;   // the last action ended with -}}
  bool space_ = false;  // before the next token
  std::vector<Token> tokens_;
};

}  // namespace

Result<std::vector<Token>> tokens_of(std::string_view text) { return Lexer(text).run(); }

}  // namespace spec::format
