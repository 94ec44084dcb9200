// Parser directives: "# escape=`" and its like, above everything else in a Dockerfile.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "spec/base/result.h"

namespace buildtool::dockerfile {

struct Directive {
  std::string name;  // "syntax", "escape" or "check"
  std::string value;
};

// Sees the lines in order. The first that is no known directive ends them: from
// there on such lines are comments.
class DirectiveReader {
 public:
  // A directive, or nothing. The same one twice is an error.
  Result<std::optional<Directive>> read(std::string_view line);

 private:
  bool ended_ = false;
  std::set<std::string> seen_;
};

}  // namespace buildtool::dockerfile
