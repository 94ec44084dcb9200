#include "imagetool/registry/referrers.h"

#include <algorithm>

#include "imagetool/registry/catalogue.h"
#include "spec/base/text.h"
#include "spec/image/index.h"
#include "spec/image/manifest.h"
#include "spec/image/media_type.h"

namespace imagetool::registry {

namespace image = spec::image;

namespace {

constexpr std::uint64_t kMaxPage = 4 << 20;
constexpr std::size_t kMaxReferrers = 1 << 16;

using Descriptors = std::vector<image::Descriptor>;

void keep_type(Descriptors& all, const std::string& artifact_type) {
  if (artifact_type.empty()) return;
  std::erase_if(all, [&](const image::Descriptor& one) { return one.artifact_type != artifact_type; });
}

// The index under the tag; an empty one where there is none.
Result<image::Index> tagged_index(Repository& repository, const image::Digest& subject) {
  const Result<Document> document = repository.get_manifest(referrers_tag(subject));
  if (document) return image::parse_index(document->text, document->descriptor.media_type);
  if (document.error().number != ENOENT) return document.error();
  image::Index empty;
  empty.media_type = image::kOciIndex;
  return empty;
}

}  // namespace

Result<Referrer> as_referrer(const Document& document) {
  Referrer referrer;
  image::Descriptor& out = referrer.entry;
  out = document.descriptor;
  if (image::is_index(out.media_type)) {
    image::Index index = TRY(image::parse_index(document.text, out.media_type));
    out.artifact_type = index.artifact_type;
    out.annotations = std::move(index.annotations);
    referrer.subject = std::move(index.subject);
  } else {
    image::Manifest manifest = TRY(image::parse_manifest(document.text, out.media_type));
    out.artifact_type = manifest.artifact_type.empty() ? manifest.config.media_type : manifest.artifact_type;
    out.annotations = std::move(manifest.annotations);
    referrer.subject = std::move(manifest.subject);
  }
  return referrer;
}

std::string referrers_tag(const image::Digest& subject) { return concat(subject.algorithm_name(), '-', subject.hex()); }

bool is_referrers_tag(const std::string& tag) {
  std::string digest = tag.substr(0, tag.find('.'));
  const std::size_t dash = digest.find('-');
  if (dash == std::string::npos) return false;
  digest[dash] = ':';
  return static_cast<bool>(image::Digest::parse(digest));
}

Result<Descriptors> referrers(Repository& repository, const image::Digest& subject, const std::string& artifact_type) {
  Url url =
      TRY(repository.session().url(concat("/v2/", repository.endpoint().repository, "/referrers/", subject.text())));
  if (!artifact_type.empty()) add_query(url, "artifactType", artifact_type);
  Descriptors all;
  for (bool first = true;; first = false) {
    Request request;
    request.url = url;
    request.headers.emplace_back("Accept", std::string(image::kOciIndex));
    request.max_body = kMaxPage;
    const Response response = TRY(repository.session().send(std::move(request), repository.scope()));
    if (first && response.status == 404) {
      image::Index index = TRY(tagged_index(repository, subject));
      keep_type(index.manifests, artifact_type);
      return std::move(index.manifests);
    }
    if (response.status != 200 || !response.broken.empty()) return repository.refused(response, "@" + subject.text());
    image::Index page = TRY_STEP(url.origin(), image::parse_index(response.body));
    if (all.size() + page.manifests.size() > kMaxReferrers) return fail(url.origin() + ": too many referrers");
    const std::string next = next_page(response);
    const bool last = next.empty() || page.manifests.empty();
    std::move(page.manifests.begin(), page.manifests.end(), std::back_inserter(all));
    if (last) break;
    url = TRY(resolve(url, next));
  }
  keep_type(all, artifact_type);  // a registry need not have heeded the filter
  return all;
}

Result<void> add_referrer(Repository& repository, const Document& document) {
  Referrer referrer = TRY(as_referrer(document));
  if (!referrer.subject) return {};
  const image::Digest& subject = referrer.subject->digest;
  image::Index index = TRY(tagged_index(repository, subject));
  const bool known = std::any_of(index.manifests.begin(), index.manifests.end(),
                                 [&](const image::Descriptor& one) { return one.digest == referrer.entry.digest; });
  if (known) return {};
  index.manifests.push_back(std::move(referrer.entry));
  Document changed;
  changed.text = image::write_index(index);
  changed.descriptor.media_type = image::kOciIndex;
  changed.descriptor.digest = image::digest_of(changed.text);
  changed.descriptor.size = changed.text.size();
  TRY(repository.put_manifest(referrers_tag(subject), changed));
  return {};
}

Result<void> put_document(Repository& repository, const std::string& reference, const Document& document) {
  const bool noted = TRY(repository.put_manifest(reference, document));
  return noted ? Result<void>() : add_referrer(repository, document);
}

}  // namespace imagetool::registry
