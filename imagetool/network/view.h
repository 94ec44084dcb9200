// Networks as `docker network ls` and `inspect` show them.
#pragma once

#include <string>
#include <vector>

#include "imagetool/network/networks.h"
#include "spec/base/result.h"
#include "spec/network/record.h"

namespace imagetool::network {

// With the three that are always there: bridge, which is made where it is missing, host and none.
Result<std::vector<Network>> list_all(const Networks& networks);
bool is_predefined(const std::string& name);

// "KEY=VALUE": name, id (parts of them), driver, scope, label (KEY or KEY=VALUE), type (builtin, custom), dangling
// (whether no container has it) and, of prune, until (RFC 3339 or how long ago) and label!.
class Filter {
 public:
  enum class Verb { kLs, kPrune };
  // `invalid filter 'x'`
  Result<void> add(const std::string& text, Verb verb);
  // Values of one key are alternatives, but for labels; every key has to be met.
  bool matches(const Network& network, bool in_use) const;

 private:
  struct Term {
    std::string key;
    std::string value;
  };
  std::vector<Term> terms_;
};

struct ListStyle {
  std::string format;  // "" is Docker's table
  bool quiet = false;
  bool whole_ids = false;
};
Result<std::string> list_text(const std::vector<Network>& networks, const ListStyle& style);

// `running`: the containers that run.
spec::json::Value inspect(const Network& network, const std::vector<spec::network::Record>& running);

// Who has it of them, as an error names them: `(name:"web" id:"3f...")`; "" where nobody.
std::string users_of(const Network& network, const std::vector<spec::network::Record>& running);

}  // namespace imagetool::network
