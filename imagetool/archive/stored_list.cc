#include "imagetool/archive/stored_list.h"

#include <algorithm>

#include "imagetool/archive/image_source.h"
#include "spec/base/text.h"
#include "spec/image/media_type.h"
#include "spec/image/reference.h"
#include "spec/layout/blob_writer.h"
#include "spec/layout/names.h"

namespace imagetool::archive {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

constexpr const char* kLock = "manifest.lock";
// On the entry of index.json, so that nothing of it is in the list itself: this, and the digest.
constexpr std::string_view kOrigin = "imagetool.origin.";

bool same_platform(const image::Descriptor& one, const image::Descriptor& other) {
  if (!one.platform || !other.platform) return false;
  const image::Platform a = image::normalise(*one.platform);
  const image::Platform b = image::normalise(*other.platform);
  return a.os == b.os && a.architecture == b.architecture && a.variant == b.variant && a.os_version == b.os_version;
}

bool is_docker(const image::Descriptor& entry) {
  const bool type = entry.media_type == image::kDockerManifest || entry.media_type == image::kDockerIndex;
  return type && entry.annotations.empty();
}

}  // namespace

void apply(const ListEntryChanges& changes, image::Descriptor& entry) {
  image::Platform platform = entry.platform.value_or(image::Platform());
  if (!changes.os.empty()) platform.os = changes.os;
  if (!changes.architecture.empty()) platform.architecture = changes.architecture;
  if (!changes.variant.empty()) platform.variant = changes.variant;
  if (!changes.os_version.empty()) platform.os_version = changes.os_version;
  if (!changes.os_features.empty()) platform.os_features = changes.os_features;
  if (platform != image::Platform()) entry.platform = platform;
  for (const auto& [key, value] : changes.annotations) entry.annotations[key] = value;
}

Result<StoredList> StoredList::open(const layout::Lease& lease, const std::string& name, Open how) {
  const image::Reference reference = TRY(image::parse_reference(name));
  if (!reference.digest.empty()) return fail(name + ": a list has a name without a digest");
  FileLock lock = TRY(FileLock::wait(lease.store().dir(), kLock, LockKind::kExclusive));
  StoredList list(lease, std::move(lock), reference.text());
  const std::optional<layout::NamedImage> named = TRY(layout::find_name(lease.store(), list.name_));
  if (!named) {
    if (how != Open::kExisting) return list;
    Error error = fail("No such manifest: " + reference.familiar()).with_hint("imagetool manifest create " + name);
    error.number = ENOENT;
    return error;
  }
  if (!image::is_index(named->target.media_type)) return fail(reference.familiar() + ": an image, no manifest list");
  if (how == Open::kNew) {
    return fail("refusing to amend an existing manifest list with no --amend flag");
  }
  TRY(lease.hold({named->target.digest}));
  const std::string text = TRY(lease.store().read_blob(named->target));
  list.index_ = TRY(image::parse_index(text, named->target.media_type));
  for (const auto& [key, value] : named->target.annotations) {
    if (!key.starts_with(kOrigin)) continue;
    const Result<image::Digest> digest = image::Digest::parse(std::string_view(key).substr(kOrigin.size()));
    if (digest) list.origins_[*digest] = value;
  }
  return list;
}

void StoredList::add(const ListImage& image) {
  std::erase_if(index_.manifests, [&](const image::Descriptor& old) {
    return old.digest == image.entry.digest || same_platform(old, image.entry);
  });
  index_.manifests.push_back(image.entry);
  origins_.erase(image.entry.digest);
  if (!image.origin.empty()) origins_[image.entry.digest] = image.origin;
}

Result<std::size_t> StoredList::find(const image::Digest& digest) const {
  for (std::size_t i = 0; i < index_.manifests.size(); ++i) {
    if (index_.manifests[i].digest == digest) return i;
  }
  return fail(concat(name_, ": no image ", digest.text(), " in the list"));
}

Result<void> StoredList::change(const image::Digest& digest, const ListEntryChanges& changes) {
  const std::size_t at = TRY(find(digest));
  apply(changes, index_.manifests[at]);
  return {};
}

Result<void> StoredList::remove(const image::Digest& digest) {
  const std::size_t at = TRY(find(digest));
  index_.manifests.erase(index_.manifests.begin() + static_cast<std::ptrdiff_t>(at));
  return {};
}

Result<image::Descriptor> StoredList::save() {
  const bool docker = !index_.manifests.empty() && index_.annotations.empty() &&
                      std::all_of(index_.manifests.begin(), index_.manifests.end(), is_docker);
  index_.media_type = docker ? image::kDockerIndex : image::kOciIndex;
  image::Descriptor target = TRY(layout::put_blob(*lease_, image::write_index(index_), index_.media_type));
  image::Descriptor named = target;
  for (const image::Descriptor& entry : index_.manifests) {
    const auto origin = origins_.find(entry.digest);
    if (origin != origins_.end()) named.annotations[concat(kOrigin, entry.digest.text())] = origin->second;
  }
  const std::optional<image::Descriptor> before = TRY(layout::set_name(lease_->store(), name_, named));
  // What the list was before the change is no image that anybody wants back.
  if (before && before->digest != target.digest) TRY(layout::remove_nameless(lease_->store(), before->digest));
  return target;
}

}  // namespace imagetool::archive
