#include "imagetool/archive/manifest_list.h"

#include "imagetool/archive/list_source.h"
#include "imagetool/archive/store_image.h"
#include "spec/base/text.h"
#include "spec/image/config.h"
#include "spec/image/manifest.h"
#include "spec/image/media_type.h"
#include "spec/image/reference.h"
#include "spec/json/text.h"
#include "spec/layout/names.h"

namespace imagetool::archive {

namespace image = spec::image;
namespace json = spec::json;
namespace layout = spec::layout;

namespace {

struct FoundImage {
  std::unique_ptr<ImageSource> source;
  std::string origin;  // a registry's repository; empty: the store
  std::string name;    // whole
};

Result<FoundImage> find_image(const ListPlace& place, const std::string& text) {
  FoundImage found;
  const layout::Lease* lease = TRY(place.opener.lease());
  const bool registry_only = text.starts_with("docker://");
  if (!registry_only) {
    Result<std::unique_ptr<ImageSource>> here = store_source(*lease, text);
    if (here) {
      const Result<image::Reference> reference = image::parse_reference(text);
      found.name = reference ? reference->text() : text;
      found.source = std::move(*here);
      return found;
    }
    if (here.error().number != ENOENT) return std::move(here).error();
  }
  const Place there = TRY(parse_place(registry_only ? text : "docker://" + text));
  const image::Reference reference = TRY(image::parse_reference(there.reference));
  found.origin = reference.name();
  found.name = reference.text();
  found.source = TRY(place.opener.source(there, place.side));
  return found;
}

// Manifest and config into the store; what the config says it runs on.
Result<ListImage> keep(const layout::Lease& lease, FoundImage& found, const Document& document) {
  const image::Manifest manifest = TRY(image::parse_manifest(document.text, document.descriptor.media_type));
  const std::unique_ptr<ImageDestination> store = store_destination(lease);
  ListImage out;
  out.entry = document.descriptor;
  out.origin = found.origin;
  if (image::is_config(manifest.config.media_type)) {
    const std::string text = TRY(read_blob(*found.source, manifest.config));
    const image::ImageConfig config = TRY(image::parse_config(text));
    out.entry.platform = image::platform_of(config);
    const ImageDestination::Begun begun = TRY(store->begin(manifest.config));
    if (begun.sink) {
      TRY(begun.sink->write(text));
      TRY(begun.sink->finish());
    }
  }
  TRY(store->put(document));
  return out;
}

Result<std::vector<ListImage>> images_of(const layout::Lease& lease, FoundImage& found, bool all) {
  std::vector<ListImage> images;
  const Document top = TRY(found.source->top());
  if (!image::is_index(top.descriptor.media_type)) {
    images.push_back(TRY(keep(lease, found, top)));
    return images;
  }
  const image::Index index = TRY(image::parse_index(top.text, top.descriptor.media_type));
  const image::Descriptor* best = image::best_match(index, image::host_platform());
  if (best == nullptr && !all) {
    return fail(concat("no image for platform ", image::host_platform().text(), "; there is ",
                       image::platforms_text(index)))
        .with_hint("--all adds every one");
  }
  for (const image::Descriptor& entry : index.manifests) {
    if ((!all && entry.digest != best->digest) || image::is_index(entry.media_type)) continue;
    const Document document = TRY(found.source->document(entry));
    ListImage one = TRY(keep(lease, found, document));
    if (entry.platform) one.entry.platform = entry.platform;
    one.entry.annotations = entry.annotations;
    images.push_back(std::move(one));
  }
  return images;
}

Result<std::vector<ListImage>> find_images(const ListPlace& place, const std::string& text, bool all) {
  FoundImage found = TRY_STEP(text, find_image(place, text));
  const layout::Lease* lease = TRY(place.opener.lease());
  return TRY_STEP(text, images_of(*lease, found, all));
}

// "sha256:..." as it is, else what the name means now.
Result<image::Digest> digest_in_list(const ListPlace& place, const std::string& text) {
  if (Result<image::Digest> digest = image::Digest::parse(text)) return digest;
  const std::vector<ListImage> images = TRY(find_images(place, text, false));
  return images.front().entry.digest;
}

json::Value docker_entry(const std::string& name, const image::Descriptor& descriptor, const Document& document) {
  const bool docker = document.descriptor.media_type == image::kDockerManifest;
  json::Object members;
  members.push_back({"Ref", concat(name, '@', descriptor.digest.text())});
  members.push_back({"Descriptor", encode(descriptor)});
  Result<json::Value> manifest = json::parse(document.text);
  if (manifest) members.push_back({docker ? "SchemaV2Manifest" : "OCIManifest", std::move(*manifest)});
  return members;
}

}  // namespace

Result<std::string> create_list(const ListPlace& place, const std::string& list, const std::vector<std::string>& images,
                                bool amend, bool all) {
  std::vector<ListImage> found;
  for (const std::string& text : images) {
    const std::vector<ListImage> some = TRY(find_images(place, text, all));
    found.insert(found.end(), some.begin(), some.end());
  }
  const layout::Lease* lease = TRY(place.opener.lease());
  StoredList stored = TRY(StoredList::open(*lease, list, amend ? StoredList::Open::kAny : StoredList::Open::kNew));
  for (const ListImage& one : found) stored.add(one);
  TRY(stored.save());
  return stored.name();
}

Result<image::Digest> add_to_list(const ListPlace& place, const std::string& list, const std::string& image, bool all,
                                  const ListEntryChanges& changes) {
  const std::vector<ListImage> found = TRY(find_images(place, image, all));
  const layout::Lease* lease = TRY(place.opener.lease());
  StoredList stored = TRY(StoredList::open(*lease, list, StoredList::Open::kExisting));
  for (const ListImage& one : found) {
    ListImage changed = one;
    apply(changes, changed.entry);
    stored.add(changed);
  }
  const image::Descriptor saved = TRY(stored.save());
  return saved.digest;
}

Result<image::Digest> annotate_list(const ListPlace& place, const std::string& list, const std::string& image,
                                    const ListEntryChanges& changes) {
  const image::Digest digest = TRY(digest_in_list(place, image));
  const layout::Lease* lease = TRY(place.opener.lease());
  StoredList stored = TRY(StoredList::open(*lease, list, StoredList::Open::kExisting));
  TRY(stored.change(digest, changes));
  const image::Descriptor saved = TRY(stored.save());
  return saved.digest;
}

Result<image::Digest> remove_from_list(const ListPlace& place, const std::string& list, const std::string& image) {
  const image::Digest digest = TRY(digest_in_list(place, image));
  const layout::Lease* lease = TRY(place.opener.lease());
  StoredList stored = TRY(StoredList::open(*lease, list, StoredList::Open::kExisting));
  TRY(stored.remove(digest));
  const image::Descriptor saved = TRY(stored.save());
  return saved.digest;
}

Result<void> remove_lists(const ListPlace& place, const std::vector<std::string>& lists) {
  const layout::Lease* lease = TRY(place.opener.lease());
  for (const std::string& list : lists) {
    const StoredList stored = TRY(StoredList::open(*lease, list, StoredList::Open::kExisting));
    TRY(layout::remove_name(lease->store(), stored.name()));
  }
  return {};
}

Result<image::Digest> push_list(const ListPlace& place, const std::string& list, const std::string& to,
                                const CopyOptions& options, bool purge, transfer::Progress& progress) {
  const layout::Lease* lease = TRY(place.opener.lease());
  std::unique_ptr<ImageSource> source;
  std::string name;
  {
    const StoredList stored = TRY(StoredList::open(*lease, list, StoredList::Open::kExisting));
    name = stored.name();
    source = TRY(list_source(place.opener, place.side, stored));
  }
  const std::string destination = to.empty() ? name : to;
  const Place there = TRY(parse_place(destination.starts_with("docker://") ? destination : "docker://" + destination));
  const Target target = TRY(place.opener.destination(there, place.side, *source, {}, image::host_platform()));
  CopyOptions copying = options;
  copying.all = true;
  copying.must_be = target.must_be;
  const Document top = TRY(source->top());
  const Document written = TRY(copy(*source, top, *target.destination, target.names, copying, progress));
  if (purge) TRY(layout::remove_name(lease->store(), name));
  return written.descriptor.digest;
}

Result<std::string> inspect_list(const ListPlace& place, const std::string& name, bool verbose) {
  const FoundImage found = TRY_STEP(name, find_image(place, name));
  const Document top = TRY_STEP(name, found.source->top());
  json::Value shown = TRY(json::parse(top.text));
  if (verbose && !image::is_index(top.descriptor.media_type)) shown = docker_entry(found.name, top.descriptor, top);
  if (verbose && image::is_index(top.descriptor.media_type)) {
    const image::Index index = TRY(image::parse_index(top.text, top.descriptor.media_type));
    json::Array entries;
    for (const image::Descriptor& entry : index.manifests) {
      const Document document = TRY_STEP(name, found.source->document(entry));
      entries.push_back(docker_entry(found.name, entry, document));
    }
    shown = std::move(entries);
  }
  return json::write(shown, json::Style::kIndented);
}

}  // namespace imagetool::archive
