#include "spec/base/result.h"

#include <cstring>

namespace base {

std::string Error::text() const {
  std::string line;
  for (const std::string& name : steps) line += name + ": ";
  line += message;
  if (!hint.empty()) line += " (" + hint + ")";
  return line;
}

Error&& Error::step(std::string name) && {
  steps.insert(steps.begin(), std::move(name));
  return std::move(*this);
}

Error&& Error::with_hint(std::string text) && {
  if (hint.empty()) hint = std::move(text);
  return std::move(*this);
}

Error fail(std::string message) {
  Error error;
  error.message = std::move(message);
  return error;
}

Error fail_errno(std::string what, int number) {
  Error error = fail(std::move(what) + ": " + ::strerror(number));
  error.number = number;
  return error;
}

}  // namespace base
