// Looking for repositories: Docker Hub's search (its API of version 1), or a
// registry's catalogue where that has none.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "imagetool/registry/resolve.h"
#include "spec/base/result.h"

namespace imagetool::registry {

struct Search {
  std::string term;                 // "nginx", "host:5000/nginx"
  unsigned limit = 25;              // at most
  unsigned stars = 0;               // at least
  std::optional<bool> is_official;  // only those that are, or are not
};

struct FoundRepository {
  std::string name;
  std::string description;
  std::uint64_t stars = 0;
  bool is_official = false;
};

// "stars=3", "is-official=true", in Docker's words where it is wrong.
Result<void> add_filter(std::string_view text, Search& search);

// In the registry's order. A catalogue's names hold the term somewhere, and have no stars.
Result<std::vector<FoundRepository>> search(Transport& transport, const Settings& settings, const Search& search);

}  // namespace imagetool::registry
