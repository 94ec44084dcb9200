// Where signatures of OpenPGP are, which registries do not keep (containers-registries.d(5)).
#pragma once

#include <string>
#include <vector>

#include "imagetool/registry/transport.h"
#include "spec/base/result.h"
#include "spec/image/digest.h"
#include "spec/image/reference.h"

namespace imagetool::registry {

// The base that the files of registries.d name for an image: the most particular namespace counts, as in policy.json.
Result<std::string> lookaside_base(const spec::image::Reference& reference);

// The signatures of a digest there, which may be none: BASE/REPOSITORY@sha256=HEX/signature-1 and on.
Result<std::vector<std::string>> lookaside_signatures(Transport& transport, const spec::image::Reference& reference,
                                                      const spec::image::Digest& digest);

}  // namespace imagetool::registry
