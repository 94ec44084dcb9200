// The containers that a person started, as Docker's `ps` shows them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spec/base/result.h"

namespace runtime::supervision {

struct ListStyle {
  bool all = false;   // also those that have ended
  unsigned last = 0;  // this many of the newest, whatever they do; 0 is no limit
  bool ids_only = false;
  bool whole = false;                // nothing is cut
  std::string format;                // "" is Docker's table
  std::vector<std::string> filters;  // "status=exited", "name=web", "id=3f", "exited=0", "ancestor=busybox"
};

Result<std::string> list_text(const std::string& state_root, const ListStyle& style);

}  // namespace runtime::supervision
