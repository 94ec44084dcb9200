// What refers to a manifest: signatures, bills of materials (distribution-spec,
// "Listing Referrers" and "Referrers Tag Schema").
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "imagetool/registry/repository.h"
#include "spec/base/result.h"
#include "spec/image/descriptor.h"

namespace imagetool::registry {

// How an index names a manifest that has a subject: by its artifact type, which for older ones is the config's, and
// with its annotations.
struct Referrer {
  spec::image::Descriptor entry;
  std::optional<spec::image::Descriptor> subject;
};
Result<Referrer> as_referrer(const Document& document);

// All that say `subject` is their subject; of one type where `artifact_type` is not empty. Where the
// registry has no referrers API the index under the tag that stands for it is read; none there is an empty list.
Result<std::vector<spec::image::Descriptor>> referrers(Repository& repository, const spec::image::Digest& subject,
                                                       const std::string& artifact_type = {});

// put_manifest(), and for a document with a subject add_referrer() where the registry needs it.
Result<void> put_document(Repository& repository, const std::string& reference, const Document& document);

// After `document`, which has a subject, was pushed to a registry that did not note that (`put_manifest` says
// so): adds it to the index under the tag.
Result<void> add_referrer(Repository& repository, const Document& document);

// "sha256-2c26...": the tag that stands for the referrers of a digest.
std::string referrers_tag(const spec::image::Digest& subject);
// What cosign puts behind it: signatures, attestations, bills of materials.
inline constexpr std::array kCosignTags = {".sig", ".att", ".sbom"};
// Is it such a tag, or one of cosign's, which has ".sig" or the like after it?
bool is_referrers_tag(const std::string& tag);

}  // namespace imagetool::registry
