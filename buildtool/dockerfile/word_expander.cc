#include "buildtool/dockerfile/word_expander.h"

#include <utility>

#include "buildtool/dockerfile/quote.h"
#include "buildtool/dockerfile/shell_pattern.h"
#include "buildtool/dockerfile/words.h"
#include "spec/base/text.h"
#include "spec/base/utf8.h"

namespace buildtool::dockerfile {

namespace {

// A hostile Dockerfile doubles a variable again and again, or nests without end.
constexpr std::size_t kMaxResult = std::size_t{16} << 20;
constexpr int kMaxDepth = 64;

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

// Letters of all scripts may be in a name; punctuation, symbols and pictures end it.
bool is_letter(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  const bool symbol = c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c < 0x2C00) || (c >= 0x3000 && c < 0x3040) ||
                      (c >= 0xD800 && c < 0xF900) || (c >= 0xFE00 && c < 0xFE70) || (c >= 0xFF00 && c < 0xFF21) ||
                      (c >= 0x1F000 && c < 0x20000);
  return !symbol;
}

bool is_special_parameter(char c) { return std::string_view("@*#?-$!").find(c) != std::string_view::npos; }

}  // namespace

// Collects words while the text of one is made.
class WordExpander::Words {
 public:
  void add(std::string_view raw) { word_ += raw; }
  void add_splitting(std::string_view text) {
    for (const char c : text) {
      if (is_space(c)) {
        end_word();
      } else {
        word_ += c;
      }
    }
  }
  void end_word() {
    if (!word_.empty()) words_.push_back(std::exchange(word_, {}));
  }
  std::vector<std::string> take() {
    end_word();
    return std::move(words_);
  }

 private:
  std::string word_;
  std::vector<std::string> words_;
};

Result<std::string> WordExpander::word(std::string_view text) {
  text_ = text;
  at_ = 0;
  Result<std::string> out = until('\0', keep_escapes, nullptr);
  if (!out) return explain(std::move(out).error());
  return out;
}

Result<std::vector<std::string>> WordExpander::words(std::string_view text) {
  text_ = text;
  at_ = 0;
  Words words;
  Result<std::string> out = until('\0', keep_escapes, &words);
  if (!out) return explain(std::move(out).error());
  return words.take();
}

Error WordExpander::explain(Error error) const {
  error.message = concat("failed to process ", quoted(text_), ": ", error.message);
  return error;
}

bool WordExpander::take(char c) {
  if (at_end() || text_[at_] != c) return false;
  ++at_;
  return true;
}

// Up to `stop`, which is eaten, or to the end where it is NUL.
Result<std::string> WordExpander::until(char stop, bool keep_escapes_here, Words* words) {
  if (depth_ >= kMaxDepth) return fail("substitutions are nested too deeply");
  ++depth_;
  const bool escapes_stayed = std::exchange(escapes_stay_, keep_escapes_here);
  std::string out;
  bool stopped = false;
  while (!at_end() && !stopped) {
    const char c = peek();
    const std::size_t before = out.size();
    if (stop != '\0' && c == stop) {
      ++at_;
      stopped = true;
    } else if (c == '$') {
      const std::string value = TRY(dollar());
      out += value;
      if (words != nullptr) words->add_splitting(value);
    } else if (c == '<') {
      out += heredoc_mark();
      if (words != nullptr) words->add(std::string_view(out).substr(before));
    } else if (!ignore_quotes && (c == '\'' || c == '"')) {
      const std::string inside = TRY(c == '"' ? double_quoted() : single_quoted());
      out += inside;
      if (words != nullptr) words->add(inside);
    } else if (c == escape_) {
      ++at_;
      if (escapes_stay_) out += c;
      if (!at_end()) out += text_[at_++];
      if (words != nullptr) words->add(std::string_view(out).substr(before));
    } else {
      ++at_;
      out += c;
      if (words != nullptr) words->add_splitting(std::string_view(&c, 1));
    }
    if (out.size() > kMaxResult) return fail("the result is longer than 16 MiB");
  }
  escapes_stay_ = escapes_stayed;
  --depth_;
  if (stop != '\0' && !stopped) {
    return fail(concat("unexpected end of statement while looking for matching ", stop));
  }
  return out;
}

Result<std::string> WordExpander::single_quoted() {
  const std::size_t end = text_.find('\'', at_ + 1);
  if (end == std::string_view::npos) {
    at_ = text_.size();
    return fail("unexpected end of statement while looking for matching single-quote");
  }
  const std::size_t begin = keep_quotes ? at_ : at_ + 1;
  const std::string_view inside = text_.substr(begin, end - begin + (keep_quotes ? 1 : 0));
  at_ = end + 1;
  return std::string(inside);
}

Result<std::string> WordExpander::double_quoted() {
  std::string out;
  if (keep_quotes) out += '"';
  ++at_;
  while (!at_end()) {
    const char c = peek();
    if (c == '$') {
      const std::string value = TRY(dollar());
      out += value;
      if (out.size() > kMaxResult) return fail("the result is longer than 16 MiB");
      continue;
    }
    ++at_;
    if (c == '"') {
      if (keep_quotes) out += '"';
      return out;
    }
    if (c != escape_) {
      out += c;
      continue;
    }
    if (escapes_stay_) out += c;
    if (at_end()) break;
    // Before anything else the escape character is itself.
    const char next = peek();
    out += next == '"' || next == '$' || next == escape_ ? text_[at_++] : c;
  }
  return fail("unexpected end of statement while looking for matching double-quote");
}

Result<std::string> WordExpander::dollar() {
  ++at_;
  if (take('{')) return braced();
  const std::string variable = name();
  if (variable.empty()) return std::string("$");
  std::optional<std::string> value = variables_(variable);
  if (!value && keep_unset) return "$" + variable;
  return std::move(value).value_or("");
}

// After "${".
Result<std::string> WordExpander::braced() {
  if (at_end()) return fail("syntax error: missing '}'");
  if (peek() == '{' || peek() == '}' || peek() == ':') return fail("syntax error: bad substitution");
  const std::string variable = name();
  if (at_end()) return fail("syntax error: missing '}'");
  switch (peek()) {
    case '}': {
      ++at_;
      std::optional<std::string> value = variables_(variable);
      if (!value && keep_unset) return concat("${", variable, "}");
      return std::move(value).value_or("");
    }
    case ':':
      ++at_;
      if (at_end()) return fail("syntax error: missing '}'");
      return with_default(variable, true);
    case '+':
    case '-':
    case '?':
      return with_default(variable, false);
    case '#':
    case '%':
      return without_pattern(variable);
    case '/':
      return replaced(variable);
    default: {
      const Utf8Character modifier = first_utf8(text_.substr(at_));
      return fail(concat("unsupported modifier (", text_.substr(at_, modifier.size), ") in substitution"));
    }
  }
}

// ${x-w}, ${x+w}, ${x?w} and the same with ":".
Result<std::string> WordExpander::with_default(const std::string& name, bool empty_is_unset) {
  const char modifier = text_[at_++];
  const std::string shown = concat(empty_is_unset ? ":" : "", modifier);
  if (modifier != '-' && modifier != '+' && modifier != '?') {
    return fail(concat("unsupported modifier (", shown, ") in substitution"));
  }
  Result<std::string> word = until('}', false, nullptr);
  if (!word && at_end()) return fail("syntax error: missing '}'");
  if (!word) return word;

  std::optional<std::string> value = variables_(name);
  if (!value && keep_unset) return concat("${", name, shown, *word, "}");
  const bool usable = value && !(empty_is_unset && value->empty());
  if (modifier == '-') return usable ? std::move(*value) : std::move(*word);
  if (modifier == '+') return usable ? std::move(*word) : std::string();
  if (usable) return std::move(*value);
  if (!word->empty()) return fail(concat(name, ": ", *word));
  return fail(concat(name, value ? ": is not allowed to be empty" : ": is not allowed to be unset"));
}

// ${x#p}, ${x##p}, ${x%p}, ${x%%p}.
Result<std::string> WordExpander::without_pattern(const std::string& name) {
  const char modifier = text_[at_++];
  Result<std::string> word = until('}', true, nullptr);
  if (!word && at_end()) return fail("syntax error: missing '}'");
  if (!word) return word;

  const std::optional<std::string> value = variables_(name);
  if (!value && keep_unset) return concat("${", name, modifier, *word, "}");
  std::string_view text = *word;
  const bool longest = text.starts_with(modifier);
  if (longest) text.remove_prefix(1);
  const ShellPattern pattern = TRY(ShellPattern::compile(text));
  const auto length = longest ? ShellPattern::Length::kLongest : ShellPattern::Length::kShortest;
  return modifier == '#' ? pattern.without_prefix(value.value_or(""), length)
                         : pattern.without_suffix(value.value_or(""), length);
}

// ${x/p/w} and ${x//p/w}.
Result<std::string> WordExpander::replaced(const std::string& name) {
  ++at_;
  const bool all = take('/');
  Result<std::string> text = until('/', true, nullptr);
  if (!text && at_end()) return fail("syntax error: missing '/' in ${}");
  if (!text) return text;
  Result<std::string> replacement = until('}', true, nullptr);
  if (!replacement && at_end()) return fail("syntax error: missing '}'");
  if (!replacement) return replacement;

  const std::optional<std::string> value = variables_(name);
  if (!value && keep_unset) return concat("${", name, "/", *text, "/", *replacement, "}");
  const ShellPattern pattern = TRY(ShellPattern::compile(*text));
  return all ? pattern.replace_all(value.value_or(""), *replacement)
             : pattern.replace_first(value.value_or(""), *replacement);
}

// "<<" with the blanks after it, so that "<< EOF" stays one word.
std::string WordExpander::heredoc_mark() {
  const std::size_t begin = at_++;
  if (take('<')) {
    while (take(' ') || take('\t') || take('\r')) continue;
  }
  return std::string(text_.substr(begin, at_ - begin));
}

// Letters, digits and "_"; or digits alone; or one special parameter.
std::string WordExpander::name() {
  const std::size_t begin = at_;
  if (!at_end() && is_special_parameter(peek())) return std::string(1, text_[at_++]);
  const bool number = !at_end() && is_digit(static_cast<unsigned char>(peek()));
  while (!at_end()) {
    const Utf8Character c = first_utf8(text_.substr(at_));
    if (!is_digit(c.code) && (number || !(is_letter(c.code) || c.code == '_'))) break;
    at_ += c.size;
  }
  return std::string(text_.substr(begin, at_ - begin));
}

}  // namespace buildtool::dockerfile
