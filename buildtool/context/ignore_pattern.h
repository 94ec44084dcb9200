// One pattern of a .dockerignore.
#pragma once

#include <string>
#include <string_view>

#include "buildtool/context/wildcard.h"
#include "spec/base/result.h"

namespace buildtool::context {

class IgnorePattern {
 public:
  // `pattern` with "!" in front where it takes in again; it is cleaned here.
  static Result<IgnorePattern> compile(std::string_view pattern);

  bool takes_in() const { return takes_in_; }        // "!"
  const std::string& text() const { return text_; }  // without the "!"
  // This path only, not the folders that hold it.
  bool matches(std::string_view path) const;

 private:
  enum class Kind {
    kPlain,   // no wildcard: the path itself
    kSuffix,  // "**" and plain text: whatever ends so
    kWildcard,
  };
  std::string text_;
  bool takes_in_ = false;
  Kind kind_ = Kind::kPlain;
  Wildcard wildcard_;
};

}  // namespace buildtool::context
