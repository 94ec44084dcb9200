#include "spec/json/text.h"

#include <yajl/yajl_gen.h>
#include <yajl/yajl_parse.h>

#include <algorithm>
#include <memory>

#include "spec/base/text.h"

namespace spec::json {

namespace {

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
std::string_view view(const unsigned char* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Builds the value from the parser's events: `open_` holds the containers that
// are not closed yet, from the outside in.
class Builder {
 public:
  explicit Builder(const Limits& limits) : limits_(limits) {}

  bool add(Value value) {
    if (open_.empty()) {
      document_ = std::move(value);
      return true;
    }
    if (Array* items = open_.back().array()) {
      items->push_back(std::move(value));
    } else {
      open_.back().object()->push_back({std::move(names_.back()), std::move(value)});
      names_.pop_back();
    }
    return true;
  }

  bool begin(Value container) {
    if (static_cast<int>(open_.size()) >= limits_.depth) {
      return refuse(concat("nested deeper than ", limits_.depth, " levels"));
    }
    open_.push_back(std::move(container));
    return true;
  }

  bool name(std::string_view text) {
    names_.emplace_back(text);
    return true;
  }

  bool end() {
    Value container = std::move(open_.back());
    open_.pop_back();
    if (const Object* members = container.object()) {
      if (const std::string* repeated = repeated_name(*members)) {
        return refuse("member \"" + *repeated + "\" is repeated");
      }
    }
    return add(std::move(container));
  }

  const std::string& reason() const { return reason_; }
  Value take() { return std::move(document_); }

 private:
  bool refuse(std::string reason) {
    reason_ = std::move(reason);
    return false;
  }

  static const std::string* repeated_name(const Object& members) {
    if (members.size() <= 8) {  // nearly all: looked through quicker than sorted
      for (auto one = members.begin(); one != members.end(); ++one) {
        const auto same = [&](const Member& other) { return other.name == one->name; };
        if (std::any_of(members.begin(), one, same)) return &one->name;
      }
      return nullptr;
    }
    std::vector<const std::string*> names;
    names.reserve(members.size());
    for (const Member& member : members) names.push_back(&member.name);
    std::sort(names.begin(), names.end(), [](auto* a, auto* b) { return *a < *b; });
    const auto found = std::adjacent_find(names.begin(), names.end(), [](auto* a, auto* b) { return *a == *b; });
    return found == names.end() ? nullptr : *found;
  }

  const Limits& limits_;
  std::vector<Value> open_;
  std::vector<std::string> names_;
  Value document_;
  std::string reason_;
};

Builder& builder(void* context) { return *static_cast<Builder*>(context); }

constexpr yajl_callbacks kCallbacks = {
    .yajl_null = [](void* c) -> int { return builder(c).add(Value()); },
    .yajl_boolean = [](void* c, int flag) -> int { return builder(c).add(Value(flag != 0)); },
    .yajl_integer = nullptr,
    .yajl_double = nullptr,
    .yajl_number = [](void* c, const char* digits, std::size_t size) -> int {
      return builder(c).add(Value(Number{std::string(digits, size)}));
    },
    .yajl_string = [](void* c, const unsigned char* text, std::size_t size) -> int {
      return builder(c).add(Value(std::string(view(text, size))));
    },
    .yajl_start_map = [](void* c) -> int { return builder(c).begin(Value(Object{})); },
    .yajl_map_key = [](void* c, const unsigned char* text, std::size_t size) -> int {
      return builder(c).name(view(text, size));
    },
    .yajl_end_map = [](void* c) -> int { return builder(c).end(); },
    .yajl_start_array = [](void* c) -> int { return builder(c).begin(Value(Array{})); },
    .yajl_end_array = [](void* c) -> int { return builder(c).end(); },
};

struct ParserFree {
  void operator()(yajl_handle handle) const { yajl_free(handle); }
};
struct GeneratorFree {
  void operator()(yajl_gen handle) const { yajl_gen_free(handle); }
};

std::string place(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = before.size() - (newline == std::string_view::npos ? 0 : newline + 1) + 1;
  return concat("line ", line, ", column ", column, ": ");
}

std::string parser_reason(yajl_handle handle) {
  unsigned char* message = yajl_get_error(handle, 0, nullptr, 0);
  std::string reason(trim(reinterpret_cast<const char*>(message)));
  yajl_free_error(handle, message);
  constexpr std::string_view kPrefixes[] = {"parse error: ", "lexical error: "};
  for (const std::string_view prefix : kPrefixes) {
    if (reason.starts_with(prefix)) reason.erase(0, prefix.size());
  }
  return reason;
}

bool is_empty(const Value& value) {
  if (const Array* items = value.array()) return items->empty();
  const Object* members = value.object();
  return members != nullptr && members->empty();
}

void generate(yajl_gen out, const Value& value) {
  if (value.is_null()) {
    yajl_gen_null(out);
  } else if (const bool* flag = value.boolean()) {
    yajl_gen_bool(out, *flag ? 1 : 0);
  } else if (const Number* number = value.number()) {
    yajl_gen_number(out, number->digits.data(), number->digits.size());
  } else if (const std::string* text = value.string()) {
    yajl_gen_string(out, bytes(*text), text->size());
  } else if (is_empty(value)) {
    // As Go and jq write it; yajl's own would have an empty line between the brackets.
    yajl_gen_number(out, value.array() != nullptr ? "[]" : "{}", 2);
  } else if (const Array* items = value.array()) {
    yajl_gen_array_open(out);
    for (const Value& item : *items) generate(out, item);
    yajl_gen_array_close(out);
  } else {
    yajl_gen_map_open(out);
    for (const Member& member : *value.object()) {
      yajl_gen_string(out, bytes(member.name), member.name.size());
      generate(out, member.value);
    }
    yajl_gen_map_close(out);
  }
}

}  // namespace

Result<Value> parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) return fail(concat("larger than ", limits.bytes, " bytes"));
  if (trim(text).empty()) return fail("empty, expected a JSON document");
  Builder out(limits);
  const std::unique_ptr<yajl_handle_t, ParserFree> parser(yajl_alloc(&kCallbacks, nullptr, &out));
  yajl_status status = yajl_parse(parser.get(), bytes(text), text.size());
  const std::size_t offset = status == yajl_status_ok ? text.size() : yajl_get_bytes_consumed(parser.get());
  if (status == yajl_status_ok) status = yajl_complete_parse(parser.get());
  if (status == yajl_status_ok) return out.take();
  return fail(place(text, offset) + (out.reason().empty() ? parser_reason(parser.get()) : out.reason()));
}

std::string write(const Value& value, Style style) {
  const std::unique_ptr<yajl_gen_t, GeneratorFree> out(yajl_gen_alloc(nullptr));
  if (style == Style::kIndented) {
    yajl_gen_config(out.get(), yajl_gen_beautify, 1);
    yajl_gen_config(out.get(), yajl_gen_indent_string, "  ");
  }
  generate(out.get(), value);
  const unsigned char* text = nullptr;
  std::size_t size = 0;
  yajl_gen_get_buf(out.get(), &text, &size);
  return std::string(view(text, size));
}

}  // namespace spec::json
