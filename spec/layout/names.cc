#include "spec/layout/names.h"

#include <algorithm>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/json/table.h"
#include "spec/json/text.h"

namespace spec::layout {

namespace {

constexpr const char* kIndex = "index.json";
constexpr const char* kRefName = "org.opencontainers.image.ref.name";
constexpr const char* kContainerdName = "io.containerd.image.name";
// Room for some hundred thousand names.
constexpr json::Limits kIndexLimits = {.bytes = 256 << 20, .depth = 64};

// index.json as a value: what we do not know in it stays as it is.
Result<json::Value> read_index(const Store& store) {
  const std::string text = TRY(read_file(store.dir(), kIndex, kIndexLimits.bytes));
  json::Value index = TRY_STEP(kIndex, json::parse(text, kIndexLimits));
  const json::Value* manifests = index.find("manifests");
  if (manifests == nullptr || manifests->array() == nullptr) return fail("index.json: manifests: expected a list");
  return index;
}

Result<void> write_index(const Store& store, const json::Value& index) {
  return replace_file(store.dir(), kIndex, json::write(index), 0600, Durable::kYes);
}

json::Array& manifests_of(json::Value& index) {
  for (json::Member& member : *index.object()) {
    if (member.name == "manifests") return *member.value.array();
  }
  return *index.object()->back().value.array();  // read_index has seen it
}

std::string text_at(const json::Value& entry, const char* annotation) {
  const json::Value* annotations = entry.find("annotations");
  const json::Value* value = annotations == nullptr ? nullptr : annotations->find(annotation);
  return value != nullptr && value->string() != nullptr ? *value->string() : "";
}

// containerd's and Docker's exports put the whole name into their own
// annotation and the bare tag into ref.name.
std::string name_of(const json::Value& entry) {
  const std::string full = text_at(entry, kContainerdName);
  return full.empty() ? text_at(entry, kRefName) : full;
}

std::optional<NamedImage> understand(const json::Value& entry) {
  NamedImage image;
  if (!image::decode(entry, json::Place(), image.target)) return std::nullopt;
  image.name = name_of(entry);
  return image;
}

bool has_target(const json::Value& entry, const image::Digest& target) {
  const json::Value* digest = entry.find("digest");
  return digest != nullptr && digest->string() != nullptr && *digest->string() == target.text();
}

// The entry for a name: the target's own annotations stay, the name's two are set.
json::Value make_entry(const std::string& name, image::Descriptor target) {
  for (const char* annotation : {kRefName, kContainerdName}) {
    if (name.empty()) {
      target.annotations.erase(annotation);
    } else {
      target.annotations[annotation] = name;
    }
  }
  return encode(target);
}

// A name on the disk must never mean blobs whose own names are not there yet.
Result<void> sync_blob_names(FdRef store) {
  const std::vector<std::string> algorithms = TRY(list_dir(store, "blobs"));
  for (const std::string& algorithm : algorithms) {
    const Fd folder = TRY(open_dir(store, "blobs/" + algorithm));
    TRY(sync(folder, "blobs/" + algorithm));
  }
  return {};
}

bool has_entry(const json::Array& entries, const image::Digest& target) {
  return std::any_of(entries.begin(), entries.end(),
                     [&](const json::Value& entry) { return has_target(entry, target); });
}

// Puts an entry for each name in the place of those that have it; returns these.
// An image that lost its last name so stays, without one, until it is pruned.
Result<std::vector<image::Descriptor>> replace_entries(const Store& store, const std::vector<std::string>& names,
                                                       const image::Descriptor& target) {
  TRY(sync_blob_names(store.dir()));
  const FileLock lock = TRY(store.lock(LockKind::kExclusive));
  json::Value index = TRY(read_index(store));
  json::Array& entries = manifests_of(index);
  std::vector<image::Descriptor> before;
  std::erase_if(entries, [&](const json::Value& entry) {
    const std::string name = name_of(entry);
    if (name.empty()) return has_target(entry, target.digest);
    if (std::find(names.begin(), names.end(), name) == names.end()) return false;
    if (std::optional<NamedImage> old = understand(entry)) before.push_back(std::move(old->target));
    return true;
  });
  for (const std::string& name : names) {
    if (!name.empty() || !has_entry(entries, target.digest)) entries.push_back(make_entry(name, target));
  }
  for (const image::Descriptor& old : before) {
    if (!has_entry(entries, old.digest)) entries.push_back(make_entry("", old));
  }
  TRY(write_index(store, index));
  return before;
}

}  // namespace

Result<std::vector<NamedImage>> list_names(const Store& store) {
  json::Value index = TRY(read_index(store));
  std::vector<NamedImage> names;
  names.reserve(manifests_of(index).size());
  for (const json::Value& entry : manifests_of(index)) {
    if (std::optional<NamedImage> image = understand(entry)) names.push_back(std::move(*image));
  }
  return names;
}

Result<std::optional<NamedImage>> find_name(const Store& store, const std::string& name) {
  std::vector<NamedImage> names = TRY(list_names(store));
  for (NamedImage& image : names) {
    if (image.name == name) return std::optional(std::move(image));
  }
  return std::optional<NamedImage>();
}

Result<std::optional<image::Descriptor>> set_name(const Store& store, const std::string& name,
                                                  const image::Descriptor& target) {
  std::vector<image::Descriptor> before = TRY(replace_entries(store, {name}, target));
  if (before.empty()) return std::optional<image::Descriptor>();
  return std::optional(std::move(before.back()));
}

Result<void> set_names(const Store& store, const std::vector<std::string>& names, const image::Descriptor& target) {
  TRY(replace_entries(store, names, target));
  return {};
}

Result<void> add_target(const Store& store, const image::Descriptor& target) {
  TRY(sync_blob_names(store.dir()));
  const FileLock lock = TRY(store.lock(LockKind::kExclusive));
  json::Value index = TRY(read_index(store));
  json::Array& entries = manifests_of(index);
  const auto same = [&](const json::Value& entry) { return has_target(entry, target.digest); };
  if (std::any_of(entries.begin(), entries.end(), same)) return {};
  entries.push_back(encode(target));
  return write_index(store, index);
}

Result<void> remove_nameless(const Store& store, const image::Digest& target) {
  const FileLock lock = TRY(store.lock(LockKind::kExclusive));
  json::Value index = TRY(read_index(store));
  const std::size_t removed = std::erase_if(manifests_of(index), [&](const json::Value& entry) {
    return name_of(entry).empty() && has_target(entry, target);
  });
  if (removed > 0) TRY(write_index(store, index));
  return {};
}

Result<bool> remove_name(const Store& store, const std::string& name) {
  const FileLock lock = TRY(store.lock(LockKind::kExclusive));
  json::Value index = TRY(read_index(store));
  const std::size_t removed =
      std::erase_if(manifests_of(index), [&](const json::Value& entry) { return name_of(entry) == name; });
  if (removed > 0) TRY(write_index(store, index));
  return removed > 0;
}

Result<std::vector<std::string>> remove_target(const Store& store, const image::Digest& target) {
  const FileLock lock = TRY(store.lock(LockKind::kExclusive));
  json::Value index = TRY(read_index(store));
  std::vector<std::string> names;
  const std::size_t removed = std::erase_if(manifests_of(index), [&](const json::Value& entry) {
    if (!has_target(entry, target)) return false;
    if (std::string name = name_of(entry); !name.empty()) names.push_back(std::move(name));
    return true;
  });
  if (removed > 0) TRY(write_index(store, index));
  return names;
}

}  // namespace spec::layout
