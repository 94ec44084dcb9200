#include "imagetool/volume/attach.h"

#include <algorithm>
#include <filesystem>

#include "imagetool/volume/fill.h"
#include "spec/base/text.h"

namespace imagetool::volume {

using spec::runtime::Mount;

namespace {

// Absolute, and without what leads nowhere: "/../data/" is /data. What an image names may be anything.
std::string clean(const std::string& path) {
  std::string out = std::filesystem::path("/" + path).lexically_normal().string();
  while (out.size() > 1 && out.ends_with('/')) out.pop_back();
  return out;
}

void set_access(Mount& mount, bool read_only) {
  std::erase_if(mount.options, [](const std::string& option) { return option == "rw" || option == "ro"; });
  mount.options.emplace_back(read_only ? "ro" : "rw");
}

Mount mount_of(const Volume& volume, const Use& use) {
  Mount mount;
  mount.destination = use.destination;
  if (volume.is_folder()) {
    mount.type = "bind";
    mount.source = volume.mountpoint;
    mount.options = {"rbind", "rprivate"};
  } else {
    mount.type = volume.options.at("type");
    mount.source = volume.options.at("device");
    const auto given = volume.options.find("o");
    if (given != volume.options.end() && !given->second.empty()) mount.options = split(given->second, ',');
    const auto is_bind = [](const std::string& option) { return option == "bind" || option == "rbind"; };
    if (std::any_of(mount.options.begin(), mount.options.end(), is_bind)) mount.type = "bind";
  }
  const bool read_only =
      use.read_only || std::find(mount.options.begin(), mount.options.end(), "ro") != mount.options.end();
  set_access(mount, read_only);
  return mount;
}

MountPoint volume_point(const Volume& volume, const Use& use) {
  MountPoint point;
  point.type = "volume";
  point.name = volume.name;
  point.source = volume.mountpoint;
  point.destination = use.destination;
  point.driver = volume.driver;
  point.mode = use.mode;
  point.writable = !use.read_only;
  return point;
}

Mount memory_at(const std::string& destination) {
  Mount mount;
  mount.destination = destination;
  mount.type = "tmpfs";
  mount.source = "tmpfs";
  mount.options = {"rw", "nosuid", "nodev"};
  return mount;
}

}  // namespace

std::vector<Shared> shared_mounts(const spec::runtime::Config& config, bool read_only) {
  std::vector<Shared> out;
  for (MountPoint& point : mount_points(config)) {
    const auto mount = std::find_if(config.mounts.begin(), config.mounts.end(),
                                    [&](const Mount& one) { return one.destination == point.destination; });
    if (mount == config.mounts.end() || point.type == "tmpfs") continue;
    Shared shared{*mount, std::move(point)};
    if (read_only) {
      set_access(shared.mount, true);
      shared.point.writable = false;
      shared.point.mode = "ro";
    }
    out.push_back(std::move(shared));
  }
  return out;
}

Result<Attachment> Attachment::make(const spec::layout::Store& store, const Wish& wish, std::vector<Shared> shared,
                                    const std::vector<Mount>& own, const spec::image::ContainerConfig& image,
                                    const ImageRoot& image_root) {
  Attachment out(store);
  for (Shared& one : shared) {
    if (!one.point.name.empty()) {
      TRY(out.open());
      TRY(out.volumes_->find(one.point.name));
    }
    out.put(std::move(one));
  }
  for (const Mount& mount : own) out.put({mount, volume::point_of(mount)});
  for (const Use& use : wish.uses) TRY(out.attach(use, image_root));
  if (wish.image_volumes == ImageVolumes::kIgnore) return out;
  for (const auto& [path, nothing] : image.volumes) {
    Use use;
    use.destination = clean(path);
    if (use.destination == "/" || out.covers(use.destination)) continue;
    if (wish.image_volumes == ImageVolumes::kTmpfs) {
      const Mount mount = memory_at(use.destination);
      out.put({mount, volume::point_of(mount)});
    } else {
      TRY(out.attach(use, image_root));
    }
  }
  return out;
}

Attachment::~Attachment() {
  // Nothing can be done about a failure here.
  for (const Volume& volume : made_) (void)volumes_->remove(volume);
}

std::vector<Mount> Attachment::mounts() const {
  std::vector<Mount> out;
  for (const Shared& one : shared_) out.push_back(one.mount);
  return out;
}

std::string Attachment::note() const {
  if (shared_.empty()) return "";
  std::vector<MountPoint> points;
  for (const Shared& one : shared_) points.push_back(one.point);
  return write_mount_points(points);
}

Result<void> Attachment::open() {
  if (volumes_) return {};
  volumes_ = TRY(Volumes::open(*store_));
  lock_ = TRY(volumes_->lock());
  return {};
}

void Attachment::put(Shared one) {
  std::erase_if(shared_, [&](const Shared& other) { return other.mount.destination == one.mount.destination; });
  shared_.push_back(std::move(one));
}

bool Attachment::covers(const std::string& destination) const {
  return std::any_of(shared_.begin(), shared_.end(),
                     [&](const Shared& one) { return clean(one.mount.destination) == destination; });
}

Result<void> Attachment::attach(const Use& use, const ImageRoot& image_root) {
  TRY(open());
  const Volumes::Made made = TRY(volumes_->create(use.volume));
  if (made.is_new) made_.push_back(made.volume);
  if (made.volume.is_folder() && use.copies) {
    const Fd data = TRY(volumes_->open_data(made.volume));
    const bool is_empty = TRY(volume::is_empty(data));
    if (is_empty && !image_root_) image_root_ = TRY(image_root());
    if (is_empty) TRY_STEP(use.destination, fill_from_image(data, image_root_, use.destination));
  }
  put({mount_of(made.volume, use), volume_point(made.volume, use)});
  return {};
}

}  // namespace imagetool::volume
