#include "buildtool/cache/entry.h"

#include <sys/stat.h>

#include <algorithm>
#include <map>

#include "buildtool/cache/mounts.h"
#include "buildtool/context/digest_memory.h"
#include "buildtool/context/etags.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/layout/build_cache.h"
#include "spec/layout/garbage.h"
#include "spec/layout/layers.h"

namespace buildtool::cache {

namespace layout = spec::layout;

namespace {

constexpr std::size_t kIdLength = 25;  // as BuildKit's

// Blob and unpacked files: one record, or more, of the same layer.
Result<std::uint64_t> size_of(const layout::Store& store, const layout::UnpackedLayers& layers,
                              const layout::BuildRecord& record) {
  const bool has_blob = TRY(store.has(record.blob));
  std::uint64_t size = has_blob ? record.blob.size : 0;
  const auto unpacked = TRY(layers.find({layout::LayerId::By::kDiff, record.diff_id}));
  if (unpacked) size += TRY(layers.size(*unpacked));
  return size;
}

void add_record(Entry& entry, const layout::StoredRecord& record) {
  const std::optional<std::timespec> created = parse_time(record.created);
  entry.records.push_back(record.name);
  ++entry.count;
  if (created && (entry.created == 0 || created->tv_sec < entry.created)) entry.created = created->tv_sec;
  if (entry.description.empty() || record.used > entry.used) entry.description = record.description;
  entry.used = std::max(entry.used, record.used);
}

Result<void> add_layers(const layout::Store& store, std::vector<Entry>& out) {
  const std::vector<layout::StoredRecord> records = TRY(layout::list_build_records(store));
  const layout::References images = TRY(layout::image_references(store));
  const layout::References leases = TRY(layout::lease_references(store));
  const std::unique_ptr<layout::UnpackedLayers> layers = layout::unpacked_layers(store);
  std::map<spec::image::Digest, std::size_t> places;
  for (const layout::StoredRecord& record : records) {
    const layout::LayerId layer = {layout::LayerId::By::kDiff, record.diff_id};
    const auto [place, is_new] = places.try_emplace(record.diff_id, out.size());
    if (is_new) {
      Entry entry;
      entry.id = record.diff_id.hex().substr(0, kIdLength);
      entry.type = "regular";
      entry.size = TRY(size_of(store, *layers, record));
      entry.shared = images.layers.contains(layer) || images.blobs.contains(record.blob.digest);
      entry.in_use = leases.layers.contains(layer) || leases.blobs.contains(record.blob.digest);
      out.push_back(std::move(entry));
    }
    add_record(out[place->second], record);
  }
  return {};
}

Result<void> add_mounts(const layout::Store& store, std::vector<Entry>& out) {
  const std::vector<CacheMount> mounts = TRY(list_cache_mounts(store));
  for (const CacheMount& mount : mounts) {
    Entry entry;
    entry.id = mount.name.substr(0, kIdLength);
    entry.type = "exec.cachemount";
    entry.description = mount.description;
    entry.created = mount.created;
    entry.used = mount.used;
    entry.size = mount.size;
    entry.count = 1;
    entry.is_mutable = true;
    entry.in_use = mount.in_use;
    entry.folder = mount.name;
    out.push_back(std::move(entry));
  }
  return {};
}

// Small files that spare a build to read or fetch what it has read or fetched before.
struct Memory {
  const char* folder;
  const char* type;
  const char* description;
};
constexpr Memory kMemories[] = {
    {context::kContexts, "source.local", "digests of a local context's files"},
    {context::kUrls, "source.http", "what a web server said of a file"},
};

Result<void> add_memories(const layout::Store& store, const Memory& memory, std::vector<Entry>& out) {
  const Result<std::vector<std::string>> names = list_dir(store.dir(), memory.folder);
  if (!names && names.error().number == ENOENT) return {};
  if (!names) return names.error();
  for (const std::string& name : *names) {
    Entry entry;
    entry.id = name.substr(0, kIdLength);
    entry.type = memory.type;
    entry.description = memory.description;
    entry.file = concat(memory.folder, "/", name);
    struct stat status = {};
    if (::fstatat(store.dir().get(), entry.file.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) continue;
    entry.created = entry.used = status.st_mtim.tv_sec;
    entry.size = static_cast<std::uint64_t>(status.st_size);
    entry.count = 1;
    out.push_back(std::move(entry));
  }
  return {};
}

}  // namespace

Result<std::vector<Entry>> list_entries(const layout::Store& store) {
  std::vector<Entry> out;
  {
    const FileLock lock = TRY(store.lock(LockKind::kShared));
    TRY(add_layers(store, out));
  }
  TRY(add_mounts(store, out));
  for (const Memory& memory : kMemories) TRY(add_memories(store, memory, out));
  std::sort(out.begin(), out.end(),
            [](const Entry& a, const Entry& b) { return a.size != b.size ? a.size > b.size : a.id < b.id; });
  return out;
}

}  // namespace buildtool::cache
