#include "spec/json/yaml.h"

#include <yaml.h>

#include <charconv>
#include <optional>
#include <string>

#include "spec/base/text.h"

namespace spec::json {

namespace {

// Events come one at a time; each is freed by its owner.
class Parser {
 public:
  Parser(std::string_view text, const Limits& limits) : limits_(limits) {
    ::yaml_parser_initialize(&parser_);
    ::yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~Parser() {
    ::yaml_event_delete(&event_);
    ::yaml_parser_delete(&parser_);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  Result<Value> document() {
    TRY(expect(YAML_STREAM_START_EVENT));
    TRY(next());
    if (event_.type == YAML_STREAM_END_EVENT) return Value();
    TRY(next());
    Value value = TRY(this->value(0));
    TRY(expect(YAML_DOCUMENT_END_EVENT));
    TRY(next());
    if (event_.type != YAML_STREAM_END_EVENT) return error("more than one document");
    return value;
  }

 private:
  Error error(const std::string& what) const { return fail(concat("line ", event_.start_mark.line + 1, ": ", what)); }

  Result<void> next() {
    ::yaml_event_delete(&event_);
    event_ = {};
    if (::yaml_parser_parse(&parser_, &event_) == 0) {
      const char* problem = parser_.problem == nullptr ? "not YAML" : parser_.problem;
      return fail(concat("line ", parser_.problem_mark.line + 1, ": ", problem));
    }
    return {};
  }

  Result<void> expect(yaml_event_type_t type) {
    TRY(next());
    return event_.type == type ? Result<void>() : error("not YAML");
  }

  // What the event begins; it is at its last one afterwards.
  Result<Value> value(int depth) {
    if (depth > limits_.depth) return error(concat("deeper than ", limits_.depth, " levels"));
    switch (event_.type) {
      case YAML_SCALAR_EVENT:
        return scalar();
      case YAML_SEQUENCE_START_EVENT:
        return sequence(depth);
      case YAML_MAPPING_START_EVENT:
        return mapping(depth);
      case YAML_ALIAS_EVENT:
        return error("aliases are not understood here");
      default:
        return error("not YAML");
    }
  }

  Result<Value> sequence(int depth) {
    if (event_.data.sequence_start.tag != nullptr) return error("tags are not understood here");
    Array items;
    while (true) {
      TRY(next());
      if (event_.type == YAML_SEQUENCE_END_EVENT) return Value(std::move(items));
      items.push_back(TRY(value(depth + 1)));
    }
  }

  Result<Value> mapping(int depth) {
    if (event_.data.mapping_start.tag != nullptr) return error("tags are not understood here");
    Object members;
    while (true) {
      TRY(next());
      if (event_.type == YAML_MAPPING_END_EVENT) return Value(std::move(members));
      if (event_.type != YAML_SCALAR_EVENT) return error("a key has to be a scalar");
      std::string name = text();
      for (const Member& other : members) {
        if (other.name == name) return error(concat("\"", name, "\" is there twice"));
      }
      TRY(next());
      Value member = TRY(value(depth + 1));
      members.push_back({std::move(name), std::move(member)});
    }
  }

  std::string text() const {
    const auto& scalar = event_.data.scalar;
    return {reinterpret_cast<const char*>(scalar.value), scalar.length};
  }

  Result<Value> scalar() {
    if (event_.data.scalar.tag != nullptr) return error("tags are not understood here");
    std::string word = text();
    if (word.find('\0') != std::string::npos) return error("a NUL byte");
    if (event_.data.scalar.style != YAML_PLAIN_SCALAR_STYLE) return Value(std::move(word));
    if (word.empty() || word == "~" || word == "null" || word == "Null" || word == "NULL") return Value();
    if (word == "true" || word == "True" || word == "TRUE") return Value(true);
    if (word == "false" || word == "False" || word == "FALSE") return Value(false);
    if (const auto number = whole_number(word)) return Value(Number{*number});
    return Value(std::move(word));
  }

  // Decimal, 0o17 or 0xf; also 0600 of YAML 1.1, as the programs in Go that write such files mean it.
  static std::optional<std::string> whole_number(std::string_view word) {
    const bool negative = word.starts_with('-');
    if (negative || word.starts_with('+')) word.remove_prefix(1);
    int base = 10;
    if (word.starts_with("0x")) base = 16, word.remove_prefix(2);
    if (word.starts_with("0o")) base = 8, word.remove_prefix(2);
    if (base == 10 && word.size() > 1 && word.starts_with('0')) base = 8, word.remove_prefix(1);
    std::uint64_t number = 0;
    const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), number, base);
    if (failed != std::errc{} || end != word.data() + word.size() || word.empty()) return std::nullopt;
    return concat(negative ? "-" : "", number);
  }

  const Limits& limits_;
  yaml_parser_t parser_{};
  yaml_event_t event_{};
};

}  // namespace

Result<Value> parse_yaml(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) return fail(concat("larger than ", limits.bytes, " bytes"));
  return Parser(text, limits).document();
}

}  // namespace spec::json
