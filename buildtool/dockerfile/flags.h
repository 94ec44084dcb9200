// The flags of one instruction: "--from=build", "--link".
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "spec/base/result.h"

namespace buildtool::dockerfile {

// Say which flags there are and where their values go, then parse. What is
// pointed to must outlive the call and keeps its value where a flag is absent.
class FlagTable {
 public:
  using Target = std::variant<std::string*, std::vector<std::string>*, bool*, std::optional<bool>*>;

  // A list may be given again and again, the others once; a string's value may
  // be empty, but not missing; a bool's may be missing, "true" or "false".
  FlagTable& add(std::string name, Target target) {
    flags_.push_back({std::move(name), target, false});
    return *this;
  }

  // `given` as they were written: "--name" or "--name=value".
  Result<void> parse(const std::vector<std::string>& given);

 private:
  struct Flag {
    std::string name;
    Target target;
    bool used;
  };
  Result<Flag*> find(const std::string& name);

  std::vector<Flag> flags_;
};

}  // namespace buildtool::dockerfile
