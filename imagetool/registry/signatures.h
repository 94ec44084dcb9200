// Signatures that policy.json demands: cosign's beside an image, and those of OpenPGP in a lookaside (lookaside.h).
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

// Each demand (policy.json's objects) has to be met by a signature of the manifest or index `digest`: sigstoreSigned by
// one that is under cosign's tag or among the referrers, signedBy by one of the lookaside. An error tells which demand
// is not, and why no signature was taken.
Result<void> check_signatures(Repository& repository, const spec::image::Reference& wanted,
                              const spec::image::Digest& digest, const std::vector<const spec::json::Value*>& demands);

}  // namespace imagetool::registry
