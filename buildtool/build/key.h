// The key of a step's result: a digest over everything that the result depends on.
#pragma once

#include <string_view>
#include <vector>

#include "spec/base/vocabulary.h"
#include "spec/image/digest.h"

namespace buildtool::build {

// Each part is told from its neighbours: ("ab", "c") and ("a", "bc") differ.
class KeyBuilder {
 public:
  // `kind` says what is keyed, with a version where its meaning changes: "run 1".
  explicit KeyBuilder(std::string_view kind) { add(kind); }
  KeyBuilder& add(std::string_view part);
  KeyBuilder& add(const std::vector<std::string>& parts);
  spec::image::Digest finish() { return digester_.finish(); }

 private:
  spec::image::Digester digester_;
};

}  // namespace buildtool::build
