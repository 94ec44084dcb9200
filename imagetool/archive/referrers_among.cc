#include "imagetool/archive/referrers_among.h"

#include <set>

#include "imagetool/registry/referrers.h"

namespace imagetool::archive {

namespace image = spec::image;

std::vector<image::Descriptor> referrers_among(ImageSource& source, const std::vector<image::Descriptor>& manifests,
                                               const image::Digest& subject) {
  std::vector<image::Descriptor> found;
  std::set<image::Digest> seen;
  for (const image::Descriptor& manifest : manifests) {
    if (!seen.insert(manifest.digest).second) continue;
    const Result<Document> document = source.document(manifest);
    if (!document) continue;
    Result<registry::Referrer> referrer = registry::as_referrer(*document);
    if (referrer && referrer->subject && referrer->subject->digest == subject) {
      found.push_back(std::move(referrer->entry));
    }
  }
  return found;
}

}  // namespace imagetool::archive
