// Errors are values.
//
// A function that can fail returns Result<T>: a T, or an Error. Nothing is
// thrown. TRY passes an error on to the caller, TRY_STEP does so and names the
// step that was being done, so that the line a user finally sees reads
// "runtime create: init: mounts: proc: Permission denied".
#pragma once

#include <cerrno>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "spec/base/vocabulary.h"

namespace base {

// What went wrong. A plain value: it can be copied, and sent over a socket.
struct [[nodiscard]] Error {
  std::vector<std::string> steps;  // what was being done, from the outside in
  std::string message;             // the object and the reason
  std::string hint;                // what to do about it; often empty
  int number = 0;                  // errno, 0 where no system call failed

  // "step: step: message (hint)", without the program's name.
  std::string text() const;

  Error&& step(std::string name) &&;       // adds an outer step
  Error&& with_hint(std::string text) &&;  // sets the hint where there is none
};

// An error with a message of our own.
Error fail(std::string message);

// An error from errno: "WHAT: No such file or directory". `what` names the
// object: a path, or a call with its arguments.
Error fail_errno(std::string what, int number = errno);

// A T or an Error. Moved, rarely copied.
template <class T>
class [[nodiscard]] Result {
 public:
  using Value = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  // So that a Result<std::unique_ptr<Interface>> takes a unique_ptr of what implements it.
  template <class U>
  requires(std::is_convertible_v<U&&, T> && !std::is_same_v<std::remove_cvref_t<U>, Error> &&
           !std::is_same_v<std::remove_cvref_t<U>, T> && !std::is_same_v<std::remove_cvref_t<U>, Result>)
      Result(U&& value)
      : state_(std::in_place_index<0>, std::forward<U>(value)) {}

  explicit operator bool() const { return state_.index() == 0; }
  // The value; only where there is one.
  T& operator*() & { return *std::get_if<0>(&state_); }
  const T& operator*() const& { return *std::get_if<0>(&state_); }
  T&& operator*() && { return std::move(*std::get_if<0>(&state_)); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }
  T value() && { return std::move(*std::get_if<0>(&state_)); }
  // The error; only where there is one.
  const Error& error() const& { return *std::get_if<1>(&state_); }
  Error&& error() && { return std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using Value = void;
  Result() = default;
  Result(Error error) : failed_(true), error_(std::move(error)) {}

  explicit operator bool() const { return !failed_; }
  void value() && {}
  const Error& error() const& { return error_; }
  Error&& error() && { return std::move(error_); }

 private:
  bool failed_ = false;
  Error error_;
};

// TRY(expression): its value, or return its error. It stands alone as a
// statement, an initialiser or a return operand: never inside another call or
// inside braces, where GCC 12 leaks what was already built.
#define TRY(...) TRY_NUMBERED_(__COUNTER__, , __VA_ARGS__)
// The same, with the name of the step that failed put in front.
#define TRY_STEP(name, ...) TRY_NUMBERED_(__COUNTER__, .step(name), __VA_ARGS__)

#define TRY_NUMBERED_(counter, step, ...) TRY_EXPAND_(counter, step, __VA_ARGS__)
#define TRY_EXPAND_(counter, step, ...)                                                            \
  __extension__({                                                                                  \
    auto try_result_##counter = (__VA_ARGS__);                                                     \
    if (!try_result_##counter) return ::base::Error(std::move(try_result_##counter).error() step); \
    std::move(try_result_##counter).value();                                                       \
  })

}  // namespace base
