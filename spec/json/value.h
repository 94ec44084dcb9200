// A JSON document as a value. Numbers keep their digits, objects their order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace spec::json {

struct Member;
class Value;
using Array = std::vector<Value>;
using Object = std::vector<Member>;

// A number exactly as it was written: "18446744073709551615", "1e3", "0.50".
struct Number {
  std::string digits;
  bool operator==(const Number&) const = default;
};

class Value {
 public:
  Value();  // null
  Value(bool flag);
  Value(Number number);
  Value(std::string text);
  Value(const char* text);
  Value(Array items);
  Value(Object members);
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();
  static Value integer(std::int64_t number) { return Value(Number{std::to_string(number)}); }
  static Value integer(std::uint64_t number) { return Value(Number{std::to_string(number)}); }

  bool is_null() const { return state_.index() == 0; }
  // nullptr where it is something else.
  const bool* boolean() const { return std::get_if<bool>(&state_); }
  const Number* number() const { return std::get_if<Number>(&state_); }
  const std::string* string() const { return std::get_if<std::string>(&state_); }
  const Array* array() const { return std::get_if<Array>(&state_); }
  const Object* object() const { return std::get_if<Object>(&state_); }
  Array* array() { return std::get_if<Array>(&state_); }
  Object* object() { return std::get_if<Object>(&state_); }

  // The member of that name; nullptr where there is none, or this is no object.
  const Value* find(std::string_view name) const;

  bool operator==(const Value& other) const;

 private:
  std::variant<std::monostate, bool, Number, std::string, Array, Object> state_;
};

struct Member {
  std::string name;
  Value value;
  bool operator==(const Member&) const = default;
};

// Here, not in the class: only now is a Member complete, which an Object holds.
inline Value::Value() = default;
inline Value::Value(bool flag) : state_(flag) {}
inline Value::Value(Number number) : state_(std::move(number)) {}
inline Value::Value(std::string text) : state_(std::move(text)) {}
inline Value::Value(const char* text) : state_(std::string(text)) {}
inline Value::Value(Array items) : state_(std::move(items)) {}
inline Value::Value(Object members) : state_(std::move(members)) {}
inline Value::Value(const Value& other) = default;
inline Value::Value(Value&& other) noexcept = default;
inline Value& Value::operator=(const Value& other) = default;
inline Value& Value::operator=(Value&& other) noexcept = default;
inline Value::~Value() = default;

}  // namespace spec::json
