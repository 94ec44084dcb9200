#include "imagetool/volume/volumes.h"

#include <sys/stat.h>

#include "imagetool/volume/mount_point.h"
#include "spec/base/file.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/layout/roots.h"
#include "spec/runtime/config.h"

namespace imagetool::volume {

namespace layout = spec::layout;

namespace {

constexpr const char* kFolder = "volumes";
constexpr const char* kFile = "volume.json";
constexpr const char* kData = "_data";
constexpr std::uint64_t kMaxFile = 1 << 20;
constexpr std::uint64_t kMaxConfig = 16 << 20;

// The volume that a path of the host is in; "" for none.
std::string volume_of(const std::string& path, const std::string& folder) {
  if (!path.starts_with(folder + "/")) return "";
  const std::string rest = path.substr(folder.size() + 1);
  return rest.substr(0, rest.find('/'));
}

}  // namespace

Result<Volumes> Volumes::open(const layout::Store& store) {
  TRY(make_dirs(store.dir(), kFolder, 0700));
  Fd folder = TRY(open_dir(store.dir(), kFolder));
  return Volumes(store, std::move(folder));
}

Result<FileLock> Volumes::lock() const { return FileLock::wait(folder_, ".lock", LockKind::kExclusive); }

Result<std::vector<Volume>> Volumes::list() const {
  std::vector<Volume> out;
  const std::vector<std::string> names = TRY(list_dir(folder_, "."));
  for (const std::string& name : names) {
    if (name.starts_with('.')) continue;
    Result<Volume> volume = find(name);
    if (!volume && volume.error().number == ENOENT) continue;  // removed meanwhile
    if (!volume) return std::move(volume).error();
    out.push_back(std::move(*volume));
  }
  return out;
}

Result<Volume> Volumes::find(const std::string& name) const {
  const auto missing = [&] {
    Error error = fail(concat("get ", name, ": no such volume"));
    error.number = ENOENT;
    return error;
  };
  if (!check_name(name)) return missing();
  const Result<std::string> text = read_file(folder_, concat(name, '/', kFile), kMaxFile);
  if (!text && text.error().number == ENOENT) return missing();
  if (!text) return text.error();
  Volume volume = TRY_STEP(concat("volume ", name), parse_volume(*text));
  volume.name = name;
  volume.mountpoint = concat(store_->path(), '/', kFolder, '/', name, '/', kData);
  return volume;
}

Result<Volumes::Made> Volumes::create(Volume wanted) const {
  if (wanted.name.empty()) {
    wanted.name = made_up_name();
    wanted.labels.emplace(kAnonymousLabel, "");
  }
  TRY_STEP("create " + wanted.name, check_name(wanted.name));
  Result<Volume> there = find(wanted.name);
  if (there && there->driver == wanted.driver) return Made{std::move(*there), false};
  if (!there && there.error().number != ENOENT) return std::move(there).error();
  TRY_STEP("create " + wanted.name, check_driver(wanted));
  wanted.created = format_time({now().tv_sec, 0});
  TemporaryDir making = TRY(TemporaryDir::make(folder_, ".", 0700));
  if (::mkdirat(making.fd().get(), kData, 0755) < 0) return fail_errno(wanted.name);
  const Fd data = TRY(open_dir(making.fd(), kData));
  if (::fchmod(data.get(), 0755) < 0) return fail_errno(wanted.name);  // the umask does not count
  TRY(replace_file(making.fd(), kFile, write_volume(wanted), 0600, Durable::kYes));
  TRY(making.rename_to(folder_, wanted.name));
  Volume made = TRY(find(wanted.name));
  return Made{std::move(made), true};
}

// Its file goes first: what is left of a removal that was interrupted is no volume, but rubbish for tidy().
Result<void> Volumes::remove(const Volume& volume) const {
  const std::string file = concat(volume.name, '/', kFile);
  if (::unlinkat(folder_.get(), file.c_str(), 0) < 0 && errno != ENOENT) return fail_errno(volume.name);
  return remove_tree(folder_, volume.name);
}

Result<void> Volumes::tidy() const {
  const std::vector<std::string> names = TRY(list_dir(folder_, "."));
  for (const std::string& name : names) {
    if (name == ".lock") continue;
    const Result<Volume> volume = find(name);
    if (!volume && volume.error().number == ENOENT) TRY(remove_tree(folder_, name));
  }
  return {};
}

Result<Fd> Volumes::open_data(const Volume& volume) const {
  return open_dir(folder_, concat(volume.name, '/', kData), O_RDONLY | O_NOFOLLOW);
}

Result<Volumes::Users> Volumes::users() const {
  Users out;
  const std::string folder = concat(store_->path(), '/', kFolder);
  for (const layout::Root& root : TRY(layout::list_roots(*store_))) {
    const Result<std::string> text = read_file(root.config, kMaxConfig);
    if (!text && text.error().number == ENOENT) continue;  // gone meanwhile
    if (!text) return text.error();
    const Result<spec::runtime::Config> config = spec::runtime::parse_config(*text);
    if (!config) continue;  // no container can be made of it; or it is the note of a mount
    const std::string bundle = root.config.substr(0, root.config.rfind('/'));
    std::set<std::string> names;
    for (const spec::runtime::Mount& mount : config->mounts) names.insert(volume_of(mount.source, folder));
    for (const MountPoint& point : mount_points(*config)) names.insert(point.name);
    for (const std::string& name : names) {
      if (!name.empty()) out[name].insert(bundle);
    }
  }
  return out;
}

}  // namespace imagetool::volume
