// --filter of `volume ls` and `volume prune`.
#pragma once

#include <string>
#include <vector>

#include "imagetool/volume/volume.h"
#include "spec/base/result.h"

namespace imagetool::volume {

class Filter {
 public:
  enum class Verb { kLs, kPrune };

  // One more condition: of ls dangling=BOOL, driver=, label=NAME[=VALUE], name=PART; of prune label, label! and
  // all=BOOL. Values of one name are alternatives, but those of labels. Others: "invalid filter 'size'".
  Result<void> add(const std::string& text, Verb verb);

  // `is_used`: some bundle has it.
  bool matches(const Volume& volume, bool is_used) const;
  // Whether it has to be known what is used.
  bool asks_for_use() const;
  // all=true, as --all.
  bool all() const { return all_; }

 private:
  struct Condition {
    std::string name;
    std::string value;
  };
  std::vector<Condition> conditions_;
  bool all_ = false;
};

}  // namespace imagetool::volume
