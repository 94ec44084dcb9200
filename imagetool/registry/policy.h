// policy.json (containers-policy.json(5)): which images may be taken at all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"
#include "spec/image/reference.h"
#include "spec/json/value.h"

namespace imagetool::registry {

// "docker.io/library/x:1", "docker.io/library/x", "docker.io/library", "docker.io", "*.io", "": the most particular
// first.
std::vector<std::string> scopes(const spec::image::Reference& reference);

class Policy {
 public:
  // ~/.config/containers/policy.json, else /etc/containers/policy.json. Without one everything may be taken.
  static Result<Policy> load();
  static Result<Policy> parse(std::string_view text, const std::string& path);

  // May the image be taken from a registry? Of the transport "docker" the most particular scope counts: the
  // name with tag or digest, the repository and each part above it, the registry, "*.example.com", "".
  // An error says which scope forbids it. What is returned has to be met by signatures (signatures.h); it is part of
  // this.
  using Demands = std::vector<const spec::json::Value*>;
  Result<Demands> allows(const spec::image::Reference& reference) const;
  // The same of another transport ("docker-archive", "oci", "dir") by its one general scope. There are no signatures
  // there: what demands one is refused.
  Result<void> allows(const std::string& transport) const;

 private:
  Result<Demands> check(const spec::json::Value* requirements, const std::string& object,
                        const std::string& scope) const;
  const spec::json::Value* scopes_of(const std::string& transport) const;
  spec::json::Value document_;  // null where there is none
  std::string path_;
};

}  // namespace imagetool::registry
