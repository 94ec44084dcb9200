// COPY --chmod: "0755", "u=rw,go+X".
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace buildtool::build {

class Mode {
 public:
  // Octal digits up to 07777, or chmod(1)'s symbolic form without a umask.
  static Result<Mode> parse(std::string_view text);

  // Of a file that had `mode` (as in st_mode): the twelve permission bits.
  mode_t apply(mode_t mode) const;
  // The number, where it is one.
  std::optional<mode_t> number() const { return number_; }

 private:
  struct Clause {
    mode_t who = 0;  // the bits that it may change
    char action = '=';
    std::string permissions;  // of rwxXst, or one of ugo
  };
  std::optional<mode_t> number_;
  std::vector<Clause> clauses_;
};

}  // namespace buildtool::build
