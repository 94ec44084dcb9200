// What a signature says: simple signing's payload, which cosign has, too (containers-signature(5)).
#pragma once

#include <string>
#include <string_view>

#include "spec/base/result.h"
#include "spec/image/digest.h"

namespace imagetool::signature {

inline constexpr const char* kCosignType = "cosign container image signature";
inline constexpr const char* kSimpleType = "atomic container signature";

struct Claim {
  std::string type;
  spec::image::Digest digest;  // of the manifest
  std::string reference;       // the name that was signed; cosign leaves the tag out
};

// Members of "critical" that we do not know are an error: whoever put them there wants them to count.
Result<Claim> parse_claim(std::string_view json);
std::string write_claim(const Claim& claim);

}  // namespace imagetool::signature
