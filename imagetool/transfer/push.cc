#include "imagetool/transfer/push.h"

#include <map>
#include <vector>

#include "imagetool/registry/referrers.h"
#include "imagetool/registry/upload.h"
#include "imagetool/transfer/contents.h"
#include "imagetool/transfer/dropped.h"
#include "imagetool/transfer/parallel.h"
#include "imagetool/transfer/pull.h"
#include "spec/base/text.h"
#include "spec/image/media_type.h"
#include "spec/layout/lease.h"
#include "spec/layout/names.h"

namespace imagetool::transfer {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

constexpr unsigned kParallel = 4;

using Mounts = std::map<image::Digest, std::string>;

// Which repository of the same host a blob may be had from: the store's other
// names tell. Names that are not for this host or cannot be read are passed over.
Result<Mounts> find_mounts(const layout::Store& store, const registry::Settings& settings,
                           const registry::Endpoint& to) {
  Mounts mounts;
  for (const layout::NamedImage& named : TRY(layout::list_names(store))) {
    const Result<image::Reference> reference = image::parse_reference(named.name);
    if (!reference) continue;
    const Result<std::vector<registry::Endpoint>> places = registry::endpoints(*reference, settings.conf, false);
    if (!places || places->back().host != to.host || places->back().repository == to.repository) continue;
    const Result<Contents> contents = contents_of(store, named.target);
    if (!contents) continue;
    for (const image::Descriptor& blob : contents->blobs) mounts.emplace(blob.digest, places->back().repository);
  }
  return mounts;
}

// A blob of the store, or one that was made for this push.
Result<Fd> open_content(const layout::Store& store, const Contents& contents, const image::Descriptor& blob) {
  const auto made = contents.files.find(blob.digest);
  if (made == contents.files.end()) return store.open_blob(blob.digest);
  Fd copy(::fcntl(made->second.get(), F_DUPFD_CLOEXEC, 0));
  if (!copy) return fail_errno("compressed layer");
  return copy;
}

// What was dropped is somewhere in a registry: in this one it is mounted, from another it has to come first.
Result<bool> mount_dropped(const layout::Lease& lease, registry::Repository& repository, const std::string& from,
                           const image::Descriptor& blob) {
  if (from.empty() || TRY(lease.store().has(blob))) return false;
  const auto upload = TRY(registry::StreamedUpload::open(repository, blob, from));
  return upload == nullptr;
}

Result<void> push_one(const layout::Lease& lease, registry::Repository& repository, const Mounts& mounts,
                      const Contents& contents, const image::Descriptor& blob, bool tls_verify, Progress& progress) {
  if (TRY(repository.has_blob(blob))) {
    progress.state(blob.digest, "Layer already exists");
    return {};
  }
  const auto mount = mounts.find(blob.digest);
  const std::string from = mount == mounts.end() ? "" : mount->second;
  const bool is_made = contents.files.contains(blob.digest);
  if (!is_made && TRY(mount_dropped(lease, repository, from, blob))) {
    progress.state(blob.digest, "Mounted from " + from);
    return {};
  }
  if (!is_made) TRY(bring_back(lease, blob, tls_verify));
  const Fd content = TRY_STEP("blob " + blob.digest.text(), open_content(lease.store(), contents, blob));
  registry::Upload upload{blob, content, from, {}};
  upload.on_sent = [&](std::uint64_t sent) { progress.bytes(blob.digest, "Pushing", sent, blob.size); };
  const registry::Pushed pushed = TRY(registry::push_blob(repository, upload));
  progress.state(blob.digest, pushed == registry::Pushed::kMounted ? "Mounted from " + from : "Pushed");
  return {};
}

std::vector<image::Digest> digests_of(const Contents& contents) {
  std::vector<image::Digest> digests{contents.top.descriptor.digest};
  for (const registry::Document& manifest : contents.manifests) digests.push_back(manifest.descriptor.digest);
  for (const image::Descriptor& blob : contents.blobs) digests.push_back(blob.digest);
  return digests;
}

}  // namespace

Result<image::Descriptor> push(const layout::Store& store, registry::Transport& transport,
                               const registry::Settings& settings, const image::Reference& reference,
                               Progress& progress, const std::optional<Recompression>& compression) {
  const std::string name = store_name(reference);
  if (!reference.digest.empty()) return fail(name + ": cannot push a digest reference");
  const layout::Lease lease = TRY(layout::Lease::take(store));
  const std::optional<layout::NamedImage> image = TRY(layout::find_name(store, name));
  if (!image) return fail("An image does not exist locally with the tag: " + reference.familiar());
  TRY(lease.hold({image->target.digest}));
  Contents contents = TRY_STEP(name, contents_of(store, image->target));
  TRY(lease.hold(digests_of(contents)));
  if (compression) contents = TRY_STEP(name, recompress(lease, std::move(contents), *compression, progress));
  const std::unique_ptr<registry::Repository> repository =
      TRY(registry::open_origin(transport, settings, reference, registry::Access::kPush));
  const Mounts mounts = TRY(find_mounts(store, settings, repository->endpoint()));
  for (const image::Descriptor& blob : contents.blobs) {
    if (!image::is_config(blob.media_type)) progress.add(blob.digest, "Preparing");
  }
  TRY(in_parallel(contents.blobs, kParallel, [&](const image::Descriptor& blob) {
    return push_one(lease, *repository, mounts, contents, blob, settings.tls_verify, progress);
  }));
  for (const registry::Document& manifest : contents.manifests) {
    TRY(registry::put_document(*repository, manifest.descriptor.digest.text(), manifest));
  }
  TRY(registry::put_document(*repository, reference.tag, contents.top));
  return contents.top.descriptor;
}

Result<std::vector<image::Reference>> all_tags(const layout::Store& store, const image::Reference& repository) {
  std::vector<image::Reference> tags;
  for (const layout::NamedImage& named : TRY(layout::list_names(store))) {
    const Result<image::Reference> reference = image::parse_reference(named.name);
    if (reference && reference->name() == repository.name() && reference->digest.empty()) tags.push_back(*reference);
  }
  if (tags.empty()) return fail("An image does not exist locally with the tag: " + repository.familiar_name());
  return tags;
}

}  // namespace imagetool::transfer
