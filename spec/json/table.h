// Structs <-> JSON, through one table a struct, used both ways.
//
//   struct Descriptor { std::string media_type; Digest digest; std::uint64_t size; ... };
//   constexpr auto describe(const Descriptor*) {
//     return std::tuple{json::required("mediaType", &Descriptor::media_type),
//                       json::required("size", &Descriptor::size),
//                       json::optional("annotations", &Descriptor::annotations)};
//   }
//
// Members may be: bool, whole numbers, double, std::string, std::optional,
// std::vector, std::map<std::string, T> (or another map with string keys), a
// described struct, a described enum, a json::Value (anything), and any type
// with its own `Result<void> decode(const Value&, const Place&, T&)` and
// `Value encode(const T&)` beside it.
//
// Rules:
//   * A required member must be there. An optional one that is absent or null
//     leaves the struct's default.
//   * When written, an optional member is left out where it is its type's
//     empty value ("", 0, false, an empty list or map, an empty optional).
//     Where absent and empty differ, the member is a std::optional. A `written` member
//     may be absent, too, and is never left out.
//   * Unknown members are ignored, unless the table has json::rest(&S::member)
//     with a json::Object, which keeps them and writes them back.
//   * Errors name the place: "layers[0].size: expected a whole number".
//   * Strings never hold a NUL byte: what follows it would be cut by every
//     system call.
//
// Include this in the .cc that converts, declare in the header:
//   Result<Descriptor> parse_descriptor(std::string_view text);
// so that a table is compiled once.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "spec/base/result.h"
#include "spec/base/text.h"
#include "spec/json/problems.h"
#include "spec/json/text.h"
#include "spec/json/value.h"

namespace spec::json {

// Where in the document we are; text is made only for an error.
class Place {
 public:
  Place() = default;
  // The root of a document whose errors are collected: decoding goes on after each.
  explicit Place(Problems& problems) : problems_(&problems) {}
  Place(const Place& parent, std::string_view name) : parent_(&parent), problems_(parent.problems_), name_(name) {}
  Place(const Place& parent, std::size_t index) : parent_(&parent), problems_(parent.problems_), index_(index) {}
  std::string text() const;
  // "PLACE: reason"; where errors are collected it is one of them.
  Error error(const std::string& reason) const;
  bool collects() const { return problems_ != nullptr; }

 private:
  const Place* parent_ = nullptr;
  Problems* problems_ = nullptr;
  std::string_view name_;
  std::size_t index_ = 0;
};

enum class Presence { kRequired, kOptional, kWritten };
template <class S, class T>
struct Field {
  std::string_view name;
  T S::*member;
  Presence presence;
};
template <class S>
struct Rest {
  Object S::*member;
};
template <class E>
struct Name {
  E value;
  std::string_view name;
};

template <class S, class T>
constexpr Field<S, T> required(std::string_view name, T S::*member) {
  return {name, member, Presence::kRequired};
}
template <class S, class T>
constexpr Field<S, T> optional(std::string_view name, T S::*member) {
  return {name, member, Presence::kOptional};
}
// Optional when read, always written.
template <class S, class T>
constexpr Field<S, T> written(std::string_view name, T S::*member) {
  return {name, member, Presence::kWritten};
}
// Members that the table does not name.
template <class S>
constexpr Rest<S> rest(Object S::*member) {
  return {member};
}
// A described enum: constexpr auto describe(const Kind*) { return std::array{
//   json::name(Kind::kA, "a"), json::name(Kind::kB, "b")}; }
template <class E>
constexpr Name<E> name(E value, std::string_view text) {
  return {value, text};
}

template <class T>
concept DescribedStruct = std::is_class_v<T> && requires(const T* t) {
  describe(t);
};
template <class T>
concept DescribedEnum = std::is_enum_v<T> && requires(const T* t) {
  describe(t);
};
template <class T>
concept StringMap = requires(T t, typename T::mapped_type m) {
  requires std::same_as<typename T::key_type, std::string>;
};

// The leaves, in table.cc.
Result<void> decode(const Value& value, const Place& place, bool& out);
Result<void> decode(const Value& value, const Place& place, double& out);
Result<void> decode(const Value& value, const Place& place, std::string& out);
Result<void> decode(const Value& value, const Place& place, Value& out);
Result<void> decode_integer(const Value& value, const Place& place, std::int64_t min, std::uint64_t max,
                            std::uint64_t& out);
Value encode(bool flag);
Value encode(double number);
Value encode(const std::string& text);
Value encode(const Value& value);

template <class T>
requires(std::integral<T> && !std::same_as<T, bool>) Result<void> decode(const Value& value, const Place& place,
                                                                         T& out) {
  std::uint64_t bits = 0;
  TRY(decode_integer(value, place, std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), bits));
  out = static_cast<T>(bits);
  return {};
}
template <class T>
requires(std::integral<T> && !std::same_as<T, bool>) Value encode(const T& number) {
  return Value(Number{std::to_string(number)});
}

// Declared before they are used by one another.
template <class T>
Result<void> decode(const Value& value, const Place& place, std::optional<T>& out);
template <class T>
Result<void> decode(const Value& value, const Place& place, std::vector<T>& out);
template <StringMap M>
Result<void> decode(const Value& value, const Place& place, M& out);
template <DescribedEnum E>
Result<void> decode(const Value& value, const Place& place, E& out);
template <DescribedStruct S>
Result<void> decode(const Value& value, const Place& place, S& out);
template <class T>
Value encode(const std::optional<T>& value);
template <class T>
Value encode(const std::vector<T>& items);
template <StringMap M>
Value encode(const M& map);
template <DescribedEnum E>
Value encode(const E& value);
template <DescribedStruct S>
Value encode(const S& value);

template <class T>
Result<void> decode(const Value& value, const Place& place, std::optional<T>& out) {
  if (value.is_null()) return {};
  return decode(value, place, out.emplace());
}

template <class T>
Result<void> decode(const Value& value, const Place& place, std::vector<T>& out) {
  const Array* items = value.array();
  if (items == nullptr) return place.error("expected a list");
  out.clear();
  out.reserve(items->size());
  for (std::size_t i = 0; i < items->size(); ++i) {
    T item{};
    Result<void> decoded = decode((*items)[i], Place(place, i), item);
    if (!decoded && !place.collects()) return decoded;
    out.push_back(std::move(item));
  }
  return {};
}

template <StringMap M>
Result<void> decode(const Value& value, const Place& place, M& out) {
  const Object* members = value.object();
  if (members == nullptr) return place.error("expected an object");
  for (const Member& member : *members) {
    if (member.name.find('\0') != std::string::npos) return place.error("a name contains a NUL byte");
    Result<void> decoded = decode(member.value, Place(place, member.name), out[member.name]);
    if (!decoded && !place.collects()) return decoded;
  }
  return {};
}

template <DescribedEnum E>
Result<void> decode(const Value& value, const Place& place, E& out) {
  const std::string* text = value.string();
  if (text == nullptr) return place.error("expected a string");
  for (const auto& known : describe(static_cast<const E*>(nullptr))) {
    if (known.name == *text) {
      out = known.value;
      return {};
    }
  }
  return place.error("unknown value \"" + *text + "\"");
}

template <DescribedEnum E>
Value encode(const E& value) {
  for (const auto& known : describe(static_cast<const E*>(nullptr))) {
    if (known.value == value) return Value(std::string(known.name));
  }
  return Value();
}

template <class S, class T>
Result<void> decode_member(const Value& object, const Place& place, S& out, const Field<S, T>& field) {
  const Value* value = object.find(field.name);
  if (value == nullptr || (value->is_null() && field.presence != Presence::kRequired)) {
    if (field.presence != Presence::kRequired) return {};
    return Place(place, field.name).error("is missing");
  }
  return decode(*value, Place(place, field.name), out.*field.member);
}

template <class S, class Table>
bool table_names(const Table& table, std::string_view name) {
  return std::apply(
      [&](const auto&... field) {
        const auto is = [&]<class F>(const F& f) {
          if constexpr (requires { f.name; }) return f.name == name;
          return false;
        };
        return (is(field) || ...);
      },
      table);
}

template <class S>
Result<void> decode_member(const Value& object, const Place&, S& out, const Rest<S>& field) {
  const auto table = describe(static_cast<const S*>(nullptr));
  for (const Member& member : *object.object()) {
    if (!table_names<S>(table, member.name)) (out.*field.member).push_back(member);
  }
  return {};
}

template <DescribedStruct S>
Result<void> decode(const Value& value, const Place& place, S& out) {
  if (value.object() == nullptr) return place.error("expected an object");
  Result<void> result;
  const auto each = [&](const auto& field) {
    result = decode_member(value, place, out, field);
    return result || place.collects();
  };
  std::apply([&](const auto&... field) { (void)(each(field) && ...); }, describe(static_cast<const S*>(nullptr)));
  return place.collects() ? Result<void>() : result;
}

template <class T>
bool is_empty(const T& value) {
  if constexpr (requires { value.has_value(); }) {
    return !value.has_value();
  } else if constexpr (requires { value.is_null(); }) {
    return value.is_null();
  } else if constexpr (requires { value.empty(); }) {
    return value.empty();
  } else if constexpr (std::is_arithmetic_v<T>) {
    return value == T{};
  } else {
    return false;
  }
}

template <class S, class T>
void encode_member(const S& in, const Field<S, T>& field, Object& out) {
  const T& value = in.*field.member;
  if (field.presence == Presence::kOptional && is_empty(value)) return;
  out.push_back({std::string(field.name), encode(value)});
}
template <class S>
void encode_member(const S& in, const Rest<S>& field, Object& out) {
  for (const Member& member : in.*field.member) out.push_back(member);
}

template <DescribedStruct S>
Value encode(const S& value) {
  Object members;
  std::apply([&](const auto&... field) { (encode_member(value, field, members), ...); },
             describe(static_cast<const S*>(nullptr)));
  return Value(std::move(members));
}

template <class T>
Value encode(const std::optional<T>& value) {
  return value ? encode(*value) : Value();
}
template <class T>
Value encode(const std::vector<T>& items) {
  Array out;
  out.reserve(items.size());
  for (const auto& item : items) out.push_back(encode(static_cast<const T&>(item)));
  return Value(std::move(out));
}
template <StringMap M>
Value encode(const M& map) {
  Object out;
  for (const auto& [key, value] : map) out.push_back({key, encode(value)});
  return Value(std::move(out));
}

// A whole document.
template <class T>
Result<T> decode_text(std::string_view text, const Limits& limits = {}) {
  const Value value = TRY(parse(text, limits));
  T out{};
  TRY(decode(value, Place(), out));
  return out;
}
// The same, as far as it goes: each error is one of the problems.
template <class T>
T decode_text(std::string_view text, Problems& problems, const Limits& limits = {}) {
  T out{};
  const Result<Value> value = parse(text, limits);
  if (value) {
    (void)decode(*value, Place(problems), out);
  } else {
    problems.add("", value.error());
  }
  return out;
}
template <class T>
std::string encode_text(const T& value, Style style = Style::kCompact) {
  return write(encode(value), style);
}

}  // namespace spec::json
