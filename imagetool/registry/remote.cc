#include "imagetool/registry/remote.h"

namespace imagetool::registry {

using spec::image::Digest;
using spec::image::Reference;

namespace {

// By HEAD; where the registry does not tell, by the manifest itself.
Result<Digest> digest_at(Repository& repository, const std::string& reference) {
  const std::optional<Digest> told = TRY(repository.head_manifest(reference));
  if (told) return *told;
  const Document document = TRY(repository.get_manifest(reference));
  return document.descriptor.digest;
}

std::string wanted(const Reference& reference) {
  return reference.digest.empty() ? reference.tag : reference.digest.text();
}

}  // namespace

Result<Digest> remote_digest(Transport& transport, const Settings& settings, const Reference& reference) {
  const std::vector<Endpoint> all = TRY(endpoints(reference, settings.conf, !settings.tls_verify));
  for (const Endpoint& endpoint : all) {
    const std::unique_ptr<Repository> repository = TRY(open_repository(transport, settings, endpoint, Access::kPull));
    Result<Digest> digest = digest_at(*repository, wanted(reference));
    if (digest || !endpoint.mirror) return digest;
  }
  return fail(reference.text() + ": no registry to ask");
}

Result<Digest> delete_remote(Transport& transport, const Settings& settings, const Reference& reference) {
  const std::unique_ptr<Repository> repository = TRY(open_origin(transport, settings, reference, Access::kDelete));
  const Digest digest = TRY(digest_at(*repository, wanted(reference)));
  TRY(repository->delete_manifest(digest.text()));
  return digest;
}

}  // namespace imagetool::registry
