// Whether the name that was signed is that of the image (policy.json's signedIdentity).
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/image/reference.h"
#include "spec/json/value.h"

namespace imagetool::signature {

class Identity {
 public:
  enum class Kind { kMatchRepoDigestOrExact, kMatchExact, kMatchRepository, kExactReference, kExactRepository, kRemap };

  // Without one (nullptr) it is matchRepoDigestOrExact.
  static Result<Identity> parse(const spec::json::Value* value);

  bool matches(const std::string& signed_name, const spec::image::Reference& wanted) const;

 private:
  Kind kind_ = Kind::kMatchRepoDigestOrExact;
  std::string name_;    // of exactReference and exactRepository
  std::string prefix_;  // of remapIdentity
  std::string signed_prefix_;
};

}  // namespace imagetool::signature
