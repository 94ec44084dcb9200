// parse_variant: GVariant's text form.
#include <algorithm>
#include <cctype>
#include <iterator>

#include "runtime/cgroup/property.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

struct Keyword {
  const char* name;
  const char* signature;
};
constexpr Keyword kKeywords[] = {{"boolean", "b"},  {"byte", "y"},   {"int16", "n"},  {"uint16", "q"},
                                 {"int32", "i"},    {"uint32", "u"}, {"int64", "x"},  {"uint64", "t"},
                                 {"double", "d"},   {"string", "s"}, {"handle", "h"}, {"objectpath", "o"},
                                 {"signature", "g"}};
constexpr int kMaxDepth = 32;

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Variant> whole() {
    Variant value = TRY(parse("", 0));
    skip_blanks();
    if (at_ < text_.size()) return fail("nothing is expected after the value");
    return value;
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  char peek() {
    skip_blanks();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }

  // `type` is what is known of the value's signature; "" is nothing.
  Result<Variant> parse(const std::string& type, int depth) {
    if (depth > kMaxDepth) return fail("is nested too deeply");
    switch (peek()) {
      case '\0':
        return fail("a value is missing");
      case '\'':
      case '"':
        return string(type);
      case '[':
        return array(type, depth);
      case '(':
        return tuple(type, depth);
      case '<':
        return variant(depth);
      case '@':
        return annotated(depth);
      default:
        return scalar(type, depth);
    }
  }

  std::string until(std::string_view ends) {
    skip_blanks();
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_of(ends, at_), text_.size());
    return std::string(text_.substr(begin, at_ - begin));
  }

  // "@a(ss) []"
  Result<Variant> annotated(int depth) {
    ++at_;
    const std::string type = until(" \t\n");
    return parse(type, depth + 1);
  }

  Result<Variant> scalar(const std::string& type, int depth) {
    const std::string text = until(" \t\n,])>");
    for (const Keyword& keyword : kKeywords) {
      if (text == keyword.name) return parse(keyword.signature, depth + 1);
    }
    if (text == "true" || text == "false") return typed(type, "b", "b", text);
    if (is_number(text)) return typed(type, "ynqiuxtdh", text.find('.') == std::string::npos ? "i" : "d", text);
    return fail(concat("\"", text, "\" is no value (a string is written with quotes)"));
  }

  static bool is_number(const std::string& text) {
    return text.find_first_of("0123456789") != std::string::npos &&
           text.find_first_not_of("0123456789+-.eExXabcdfABCDF") == std::string::npos;
  }

  static Result<Variant> typed(const std::string& type, const char* allowed, const char* otherwise, std::string text) {
    if (!type.empty() && (type.size() != 1 || std::string_view(allowed).find(type) == std::string_view::npos)) {
      return fail(concat("\"", text, "\" is not of the type \"", type, "\""));
    }
    return Variant{type.empty() ? otherwise : type, {std::move(text)}};
  }

  Result<Variant> string(const std::string& type) {
    const char quote = text_[at_++];
    std::string text;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      text += text_[at_++];
    }
    if (at_++ >= text_.size()) return fail("a quote is missing");
    return typed(type, "sog", "s", std::move(text));
  }

  Result<Variant> array(const std::string& type, int depth) {
    ++at_;
    if (!type.empty() && type[0] != 'a') return fail(concat("an array is not of the type \"", type, "\""));
    std::string element = type.empty() ? "" : type.substr(1);
    Variant all;
    std::size_t count = 0;
    while (!take(']')) {
      if (count > 0 && !take(',')) return fail("a \",\" or \"]\" is missing");
      Variant one = TRY(parse(element, depth + 1));
      if (element.empty()) element = one.signature;
      if (one.signature != element) return fail("an array's elements have one type");
      std::move(one.words.begin(), one.words.end(), std::back_inserter(all.words));
      ++count;
    }
    if (element.empty()) return fail("an empty array needs its type, as \"@as []\"");
    all.signature = "a" + element;
    all.words.insert(all.words.begin(), std::to_string(count));
    return all;
  }

  Result<Variant> tuple(const std::string& type, int depth) {
    ++at_;
    Variant all;
    while (!take(')')) {
      if (!all.signature.empty() && !take(',')) return fail("a \",\" or \")\" is missing");
      Variant one = TRY(parse("", depth + 1));
      all.signature += one.signature;
      std::move(one.words.begin(), one.words.end(), std::back_inserter(all.words));
    }
    all.signature = "(" + all.signature + ")";
    if (!type.empty() && type != all.signature) {
      return fail(concat("\"", all.signature, "\" is not the type \"", type, "\""));
    }
    return all;
  }

  Result<Variant> variant(int depth) {
    ++at_;
    Variant inner = TRY(parse("", depth + 1));
    if (!take('>')) return fail("a \">\" is missing");
    inner.words.insert(inner.words.begin(), inner.signature);
    inner.signature = "v";
    return inner;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Variant> parse_variant(std::string_view text) { return Parser(text).whole(); }

}  // namespace runtime::cgroup
