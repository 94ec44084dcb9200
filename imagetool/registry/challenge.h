// The WWW-Authenticate header (RFC 9110, 11.6.1).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/vocabulary.h"

namespace imagetool::registry {

struct Challenge {
  std::string scheme;                             // lower case: "basic", "bearer"
  std::map<std::string, std::string> parameters;  // names in lower case

  std::string parameter(const std::string& name) const;  // "" where there is none
};

// All challenges of a header's value, in order. What cannot be read ends the list.
std::vector<Challenge> parse_challenges(std::string_view header);

}  // namespace imagetool::registry
