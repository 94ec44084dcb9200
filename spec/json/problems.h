// What is wrong with a document, all of it at once.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "spec/base/result.h"

namespace spec::json {

struct Problem {
  std::string place;    // "linux.devices[2].path"; "" is the whole
  std::string message;  // "must be absolute"
  std::string hint;     // what would fix it; often empty
  bool operator==(const Problem&) const = default;

  // "linux.devices[2].path: must be absolute"
  Error error() const { return fail(place.empty() ? message : place + ": " + message).with_hint(hint); }
};

class Problems {
 public:
  void add(std::string place, std::string message, std::string hint = "") {
    list_.push_back({std::move(place), std::move(message), std::move(hint)});
  }
  // An error that a step of `place` gave.
  void add(std::string place, const Error& error) {
    std::string message;
    for (const std::string& step : error.steps) message += step + ": ";
    add(std::move(place), message + error.message, error.hint);
  }
  bool empty() const { return list_.empty(); }
  const std::vector<Problem>& list() const { return list_; }
  // The first as an error, for who wants no more than one.
  Result<void> first() const { return list_.empty() ? Result<void>() : Result<void>(list_.front().error()); }

 private:
  std::vector<Problem> list_;
};

}  // namespace spec::json
