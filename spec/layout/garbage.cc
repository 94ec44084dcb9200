#include "spec/layout/garbage.h"

#include <sys/stat.h>
#include <unistd.h>

#include "spec/base/file.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"
#include "spec/image/chain_id.h"
#include "spec/image/config.h"
#include "spec/image/document.h"
#include "spec/image/index.h"
#include "spec/image/manifest.h"
#include "spec/image/media_type.h"
#include "spec/layout/build_cache.h"
#include "spec/layout/layers.h"
#include "spec/layout/names.h"
#include "spec/layout/partial_blob.h"
#include "spec/layout/roots.h"

namespace spec::layout {

namespace {

constexpr std::uint64_t kMaxLease = 64 << 20;
constexpr std::chrono::hours kKeepPartial(24);  // for whoever pulls again

class Walk {
 public:
  explicit Walk(const Store& store) : store_(store) {}

  // A descriptor and all that it leads to.
  Result<void> visit(const image::Descriptor& descriptor) {
    if (!references.blobs.insert(descriptor.digest).second) return {};
    const bool known = image::is_index(descriptor.media_type) || image::is_manifest(descriptor.media_type);
    // What another tool called otherwise may be an image all the same.
    if (!known && descriptor.size > kMaxDocument) return {};
    const std::optional<std::string> text = TRY(read(descriptor.digest));
    if (!text) return {};
    const Result<std::string> type = image::document_type(*text, known ? descriptor.media_type : "");
    if (!type && known) return fail(concat(descriptor.digest.text(), ": ", type.error().text()));
    if (!type) return {};
    if (image::is_index(*type)) {
      const image::Index index = TRY_STEP(descriptor.digest.text(), image::parse_index(*text));
      for (const image::Descriptor& child : index.manifests) TRY(visit(child));
      return {};
    }
    const image::Manifest manifest = TRY_STEP(descriptor.digest.text(), image::parse_manifest(*text));
    for (const image::Descriptor& layer : manifest.layers) references.blobs.insert(layer.digest);
    references.blobs.insert(manifest.config.digest);
    return visit_config(manifest.config);
  }

  Result<void> visit_lease(const std::string& name) {
    Result<std::string> held = read_file(store_.dir(), "leases/" + name, kMaxLease);
    // It ended meanwhile; what it gave a name to has one, since names do not change under the lock.
    if (!held && held.error().number == ENOENT) return {};
    const std::string text = TRY(std::move(held));
    for (const std::string& line : split(text, '\n')) {
      constexpr std::string_view kBlob = "blob:";
      if (line.empty()) continue;
      if (line.starts_with(kBlob)) {
        const Result<image::Digest> digest = image::Digest::parse(std::string_view(line).substr(kBlob.size()));
        if (digest) references.blobs.insert(*digest);
      } else {
        const Result<LayerId> layer = LayerId::parse(line);
        if (layer) references.layers.insert(*layer);
      }
    }
    return {};
  }

  References references;

 private:
  Result<std::optional<std::string>> read(const image::Digest& digest) {
    const bool there = TRY(store_.has(digest));
    if (!there) return std::optional<std::string>();
    std::string text = TRY(store_.read_blob(digest));
    return std::optional(std::move(text));
  }

  Result<void> visit_config(const image::Descriptor& descriptor) {
    if (!image::is_config(descriptor.media_type)) return {};
    const std::optional<std::string> text = TRY(read(descriptor.digest));
    if (!text) return {};
    const image::ImageConfig config = TRY_STEP(descriptor.digest.text(), image::parse_config(*text));
    for (const image::Digest& id : config.rootfs.diff_ids) references.layers.insert({LayerId::By::kDiff, id});
    for (const image::Digest& id : image::chain_ids(config.rootfs.diff_ids)) {
      references.layers.insert({LayerId::By::kChain, id});
    }
    return {};
  }

  const Store& store_;
};

bool holds(const Store& store, const std::string& lease) {
  // A lock that can be had belonged to a process that is gone.
  const Result<FileLock> lock = FileLock::try_now(store.dir(), "leases/" + lease, LockKind::kExclusive);
  return !lock;
}

Result<std::set<std::string>> living_leases(const Store& store) {
  std::set<std::string> living;
  const std::vector<std::string> names = TRY(list_dir(store.dir(), "leases"));
  for (const std::string& name : names) {
    if (holds(store, name)) living.insert(name);
  }
  return living;
}

Result<void> visit_images(Walk& walk, const Store& store) {
  const std::vector<NamedImage> names = TRY(list_names(store));
  for (const NamedImage& name : names) TRY(walk.visit(name.target));
  const std::vector<Root> roots = TRY(list_roots(store));
  for (const Root& root : roots) walk.references.layers.insert(root.layers.begin(), root.layers.end());
  return {};
}

Result<void> visit_leases(Walk& walk, const Store& store) {
  const std::set<std::string> leases = TRY(living_leases(store));
  for (const std::string& lease : leases) TRY(walk.visit_lease(lease));
  return {};
}

// Under the exclusive index lock, since a lease that is being taken is not locked at once.
Result<void> remove_dead(const Store& store, const std::string& lease) {
  TRY(remove_tree(store.dir(), "tmp/" + lease));
  ::unlinkat(store.dir().get(), ("leases/" + lease).c_str(), 0);
  return {};
}

Result<void> remove_leftovers(const Store& store, const std::set<std::string>& living) {
  const std::vector<std::string> folders = TRY(list_dir(store.dir(), "tmp"));
  for (const std::string& name : folders) {
    if (!living.contains(name) && !is_partial_blob(name)) TRY(remove_tree(store.dir(), "tmp/" + name));
  }
  TRY(remove_partial_blobs(store, kKeepPartial));
  const std::vector<std::string> leases = TRY(list_dir(store.dir(), "leases"));
  for (const std::string& name : leases) {
    if (!living.contains(name)) ::unlinkat(store.dir().get(), ("leases/" + name).c_str(), 0);
  }
  // index.json on its way, of a writer that was killed: the lock is ours, so nobody writes now.
  const std::vector<std::string> files = TRY(list_dir(store.dir(), "."));
  for (const std::string& name : files) {
    if (name.starts_with(kTemporaryPrefix)) ::unlinkat(store.dir().get(), name.c_str(), 0);
  }
  return {};
}

Result<void> remove_blobs(const Store& store, const std::set<image::Digest>& needed, Collected& collected) {
  const std::vector<std::string> algorithms = TRY(list_dir(store.dir(), "blobs"));
  for (const std::string& algorithm : algorithms) {
    const std::vector<std::string> names = TRY(list_dir(store.dir(), "blobs/" + algorithm));
    for (const std::string& name : names) {
      const Result<image::Digest> digest = image::Digest::parse(concat(algorithm, ":", name));
      if (!digest || needed.contains(*digest)) continue;
      const std::string path = Store::blob_path(*digest);
      struct stat status;
      if (::fstatat(store.dir().get(), path.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) return fail_errno(path);
      if (::unlinkat(store.dir().get(), path.c_str(), 0) < 0) return fail_errno("remove " + path);
      collected.blobs.push_back(*digest);
      collected.bytes += static_cast<std::uint64_t>(status.st_size);
    }
  }
  return {};
}

// "sha256-2c26..." each
Result<void> remove_dropped(const Store& store, const std::set<image::Digest>& needed) {
  const Result<std::vector<std::string>> names = list_dir(store.dir(), "dropped");
  if (!names) return {};  // nothing was ever dropped
  for (std::string name : *names) {
    const std::string path = "dropped/" + name;
    if (const std::size_t dash = name.find('-'); dash != std::string::npos) name[dash] = ':';
    const Result<image::Digest> digest = image::Digest::parse(name);
    const bool is_needed = digest && needed.contains(*digest);
    if (!is_needed && ::unlinkat(store.dir().get(), path.c_str(), 0) < 0) return fail_errno("remove " + path);
  }
  return {};
}

Result<std::uint64_t> bytes_of(const UnpackedLayers& layers, const LayerId& id) {
  const std::optional<UnpackedLayer> layer = TRY(layers.find(id));
  if (!layer) return std::uint64_t{0};
  return layers.size(*layer);
}

}  // namespace

Result<References> image_references(const Store& store) {
  Walk walk(store);
  TRY(visit_images(walk, store));
  return std::move(walk.references);
}

Result<References> lease_references(const Store& store) {
  Walk walk(store);
  TRY(visit_leases(walk, store));
  return std::move(walk.references);
}

Result<References> walk_references(const Store& store) {
  Walk walk(store);
  TRY(visit_images(walk, store));
  TRY(visit_leases(walk, store));
  const std::vector<StoredRecord> records = TRY(list_build_records(store));
  for (const BuildRecord& record : records) {
    walk.references.blobs.insert(record.blob.digest);
    walk.references.layers.insert({LayerId::By::kDiff, record.diff_id});
  }
  return std::move(walk.references);
}

Result<Collected> collect(const Store& store, CountLayers count) {
  const FileLock lock = TRY(store.lock(LockKind::kExclusive));
  const References needed = TRY(walk_references(store));
  const std::set<std::string> living = TRY(living_leases(store));
  Collected collected;
  TRY(remove_blobs(store, needed.blobs, collected));
  const std::unique_ptr<UnpackedLayers> layers = unpacked_layers(store);
  const std::vector<LayerId> all = TRY(layers->list());
  for (const LayerId& id : all) {
    if (needed.layers.contains(id)) continue;
    if (count == CountLayers::kYes) collected.layer_bytes += TRY(bytes_of(*layers, id));
    TRY(layers->remove(id));
    collected.layers.push_back(id);
  }
  TRY(layers->tidy());
  TRY(remove_dropped(store, needed.blobs));
  TRY(remove_dead_roots(store));
  TRY(remove_leftovers(store, living));
  return collected;
}

Result<void> remove_dead_leases(const Store& store) {
  const std::vector<std::string> before = TRY(list_dir(store.dir(), "leases"));
  if (before.empty()) return {};
  const Result<FileLock> index = FileLock::try_now(store.dir(), "lock", LockKind::kExclusive);
  if (!index) return {};  // whoever has it is soon followed by somebody who has not
  const std::vector<std::string> leases = TRY(list_dir(store.dir(), "leases"));
  for (const std::string& lease : leases) {
    if (!holds(store, lease)) TRY(remove_dead(store, lease));
  }
  return {};
}

}  // namespace spec::layout
