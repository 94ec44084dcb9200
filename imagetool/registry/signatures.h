// Signatures that policy.json demands, as cosign, Podman and skopeo keep them beside an image.
#pragma once

#include <vector>

#include "imagetool/registry/repository.h"
#include "spec/base/result.h"
#include "spec/image/digest.h"
#include "spec/image/reference.h"
#include "spec/json/value.h"

namespace imagetool::registry {

inline constexpr const char* kSignatureLayer = "application/vnd.dev.cosign.simplesigning.v1+json";
inline constexpr const char* kSignatureAnnotation = "dev.cosignproject.cosign/signature";
inline constexpr const char* kLogAnnotation = "dev.sigstore.cosign/bundle";
inline constexpr const char* kSignatureArtifact = "application/vnd.dev.cosign.artifact.sig.v1+json";

// Each demand (policy.json's objects) has to be met by a signature of the manifest or index `digest`, which is found
// under cosign's tag or among the referrers. An error tells which demand is not, and why no signature was taken.
Result<void> check_signatures(Repository& repository, const spec::image::Reference& wanted,
                              const spec::image::Digest& digest, const std::vector<const spec::json::Value*>& demands);

}  // namespace imagetool::registry
