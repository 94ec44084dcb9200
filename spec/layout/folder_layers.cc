#include "spec/layout/folder_layers.h"

#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spec/base/boot_id.h"
#include "spec/base/file.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"
#include "spec/layout/folder_difference.h"

namespace spec::layout {

namespace {

const char* base_of(Ids ids) {
  if (ids == Ids::kRoot) return "layers";
  return ids == Ids::kMapped ? "layers/mapped" : "layers/single";
}

// 50 random bits: a name made from the digest's start could be met on purpose.
std::string random_name() {
  unsigned char bytes[10];
  while (::getrandom(bytes, sizeof bytes, 0) != static_cast<ssize_t>(sizeof bytes)) {
  }
  std::string name;
  for (const unsigned char byte : bytes) name += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte % 32];
  return name;
}

class PendingFolder : public PendingLayer {
 public:
  PendingFolder(const FolderLayers& layers, const Lease& lease, TemporaryDir dir, Fd fs)
      : layers_(layers), lease_(lease), dir_(std::move(dir)), fs_(std::move(fs)) {}

  Result<layer::Applied> apply(Source& tar, const std::vector<UnpackedLayer>& parents) override {
    std::vector<Fd> folders;
    layer::ApplyOptions options;
    for (const UnpackedLayer& parent : parents) {
      Fd folder = TRY(open_dir(FdRef::cwd(), parent.folder, O_PATH));
      folders.push_back(std::move(folder));
    }
    for (const Fd& folder : folders) options.parents.emplace_back(folder);
    return layer::apply(tar, fs_, options);
  }

  Result<UnpackedLayer> commit(const LayerId& id) override {
    TRY(lease_.hold({}, {id}));
    return layers_.place(concat(lease_.tmp_path(), "/", dir_.path()), id);
  }

  Result<std::string> difference(const UnpackedLayer& other) const override {
    const Fd folder = TRY(open_dir(other.folder));
    return first_difference(fs_, folder);
  }

 private:
  const FolderLayers& layers_;
  const Lease& lease_;
  TemporaryDir dir_;  // once it has its name there is nothing left here to remove
  Fd fs_;
};

}  // namespace

FolderLayers::FolderLayers(const Store& store, Ids ids) : store_(store), base_(base_of(ids)) {}

std::string FolderLayers::kind_folder(const LayerId& id) const {
  return concat(base_, "/", id.by == LayerId::By::kDiff ? "diff" : "chain", "/", id.digest.algorithm_name());
}

std::string FolderLayers::layer_folder(const LayerId& id) const {
  return concat(kind_folder(id), "/", id.digest.hex());
}

// Made before the layer has its name, so that no layer is without one.
Result<std::string> FolderLayers::make_link(const LayerId& id) const {
  const std::string target = concat("..", std::string_view(layer_folder(id)).substr(base_.size()), "/fs");
  TRY(make_dirs(store_.dir(), base_ + "/links", 0700));
  while (true) {
    std::string name = random_name();
    if (::symlinkat(target.c_str(), store_.dir().get(), concat(base_, "/links/", name).c_str()) == 0) return name;
    if (errno != EEXIST) return fail_errno(concat("make ", base_, "/links/", name));
  }
}

Result<std::optional<UnpackedLayer>> FolderLayers::find(const image::Digest& diff_id,
                                                        const image::Digest& chain_id) const {
  std::optional<UnpackedLayer> layer = TRY(find(LayerId{LayerId::By::kDiff, diff_id}));
  if (layer) return layer;
  return find(LayerId{LayerId::By::kChain, chain_id});
}

Result<std::optional<UnpackedLayer>> FolderLayers::find(const LayerId& id) const {
  const std::string folder = layer_folder(id);
  const Result<std::string> link = read_file(store_.dir(), folder + "/link", 100);
  if (!link) {
    if (link.error().number == ENOENT) return std::optional<UnpackedLayer>();
    return link.error();
  }
  const Result<std::string> made_in = read_file(store_.dir(), folder + "/unsynced", 100);
  if (made_in) {
    const std::string boot = TRY(boot_id());
    if (*made_in != boot) return std::optional<UnpackedLayer>();
  } else if (made_in.error().number != ENOENT) {
    return made_in.error();
  }
  UnpackedLayer layer;
  layer.id = id;
  layer.folder = concat(store_.path(), "/", folder, "/fs");
  layer.link = *link;
  return std::optional(std::move(layer));
}

Result<std::unique_ptr<PendingLayer>> FolderLayers::begin(const Lease& lease) const {
  TemporaryDir dir = TRY(TemporaryDir::make(lease.tmp(), ".", 0700));
  // What a container sees as "/" where the layer says nothing about it.
  if (::mkdirat(dir.fd().get(), "fs", 0755) < 0) return fail_errno("mkdir fs");
  Fd fs = TRY(open_dir(dir.fd(), "fs"));
  if (::fchmod(fs.get(), 0755) < 0) return fail_errno("chmod fs");
  return std::unique_ptr<PendingLayer>(std::make_unique<PendingFolder>(*this, lease, std::move(dir), std::move(fs)));
}

Result<UnpackedLayer> FolderLayers::adopt(const Lease& lease, const std::string& path, const LayerId& id) const {
  TemporaryDir dir = TRY(TemporaryDir::make(lease.tmp(), ".", 0700));
  TRY(lease.hold({}, {id}));
  const std::string place_of_fs = concat(lease.tmp_path(), "/", dir.path(), "/fs");
  if (::rename(path.c_str(), place_of_fs.c_str()) < 0) return fail_errno(concat("move ", path, " into the store"));
  return place(concat(lease.tmp_path(), "/", dir.path()), id);
}

Result<UnpackedLayer> FolderLayers::place(const std::string& from, const LayerId& id) const {
  const Fd folder = TRY(open_dir(from));
  const std::string boot = TRY(boot_id());
  // Exclusively: collect() takes a link to a layer that has no name yet for a dead one.
  const FileLock index = TRY(store_.lock(LockKind::kExclusive));
  const std::string link = TRY(make_link(id));
  TRY(replace_file(folder, "link", link, 0600, Durable::kNo));
  TRY(replace_file(folder, "unsynced", boot, 0600, Durable::kNo));
  TRY(make_dirs(store_.dir(), kind_folder(id), 0700));
  const std::string to = layer_folder(id);
  for (int attempt = 0; attempt < 3; ++attempt) {
    if (::renameat(AT_FDCWD, from.c_str(), store_.dir().get(), to.c_str()) == 0) break;
    if (errno != EEXIST && errno != ENOTEMPTY) return fail_errno("move a layer to " + to);
    std::optional<UnpackedLayer> other = TRY(find(id));
    if (other) {
      ::unlinkat(store_.dir().get(), concat(base_, "/links/", link).c_str(), 0);
      return std::move(*other);
    }
    // What a boot before this one left: nobody uses it.
    TRY(remove(id));
  }
  std::optional<UnpackedLayer> layer = TRY(find(id));
  if (!layer) return fail(concat("layer ", id.text(), ": vanished while it was put into the store"));
  return std::move(*layer);
}

Result<void> FolderLayers::make_durable() const {
  const std::vector<LayerId> all = TRY(list());
  std::vector<std::string> marks;
  for (const LayerId& id : all) {
    std::string mark = layer_folder(id) + "/unsynced";
    const std::optional<UnpackedLayer> layer = TRY(find(id));
    if (layer && ::faccessat(store_.dir().get(), mark.c_str(), F_OK, 0) == 0) marks.push_back(std::move(mark));
  }
  if (marks.empty()) return {};
  if (::syncfs(store_.dir().get()) < 0) return fail_errno("syncfs " + store_.path());
  for (const std::string& mark : marks) ::unlinkat(store_.dir().get(), mark.c_str(), 0);
  return {};
}

// A folder that has not been needed yet is missing.
Result<std::vector<std::string>> FolderLayers::names_in(const std::string& folder) const {
  Result<std::vector<std::string>> names = list_dir(store_.dir(), folder);
  if (!names && names.error().number == ENOENT) return std::vector<std::string>();
  return names;
}

Result<std::vector<LayerId>> FolderLayers::list() const {
  std::vector<LayerId> all;
  for (const char* kind : {"diff", "chain"}) {
    const std::string folder = concat(base_, "/", kind);
    const std::vector<std::string> algorithms = TRY(names_in(folder));
    for (const std::string& algorithm : algorithms) {
      const std::vector<std::string> names = TRY(list_dir(store_.dir(), concat(folder, "/", algorithm)));
      for (const std::string& name : names) {
        Result<LayerId> id = LayerId::parse(concat(kind, ":", algorithm, ":", name));
        if (id) all.push_back(std::move(*id));
      }
    }
  }
  return all;
}

Result<void> FolderLayers::remove(const LayerId& id) const {
  const std::string folder = layer_folder(id);
  const Result<std::string> link = read_file(store_.dir(), folder + "/link", 100);
  // Renamed first: a layer is never there in part.
  const std::string grave = concat("tmp/", kTemporaryPrefix, random_name());
  if (::renameat(store_.dir().get(), folder.c_str(), store_.dir().get(), grave.c_str()) < 0) {
    if (errno == ENOENT) return {};
    return fail_errno("remove " + folder);
  }
  if (link && link->find('/') == std::string::npos) {
    ::unlinkat(store_.dir().get(), concat(base_, "/links/", *link).c_str(), 0);
  }
  return remove_tree(store_.dir(), grave);
}

Result<void> FolderLayers::tidy() const {
  const std::vector<std::string> links = TRY(names_in(base_ + "/links"));
  for (const std::string& link : links) {
    const std::string path = concat(base_, "/links/", link);
    struct stat status;
    const bool dangling = ::fstatat(store_.dir().get(), path.c_str(), &status, 0) < 0 && errno == ENOENT;
    if (dangling) ::unlinkat(store_.dir().get(), path.c_str(), 0);
  }
  return {};
}

std::unique_ptr<UnpackedLayers> unpacked_layers(const Store& store) {
  return std::make_unique<FolderLayers>(store, ids_of_process());
}

}  // namespace spec::layout
