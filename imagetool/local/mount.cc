#include "imagetool/local/mount.h"

#include <sys/mount.h>

#include "imagetool/local/bundle_root.h"
#include "imagetool/local/cells.h"
#include "imagetool/local/find.h"
#include "imagetool/local/mount_table.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/bundle/overlay.h"
#include "spec/format/rows.h"
#include "spec/image/reference.h"
#include "spec/layer/attributes.h"
#include "spec/layout/unpack.h"

namespace imagetool::local {

namespace layout = spec::layout;

namespace {

constexpr const char* kTable = "table {{.Name}}\t{{.ID}}\t{{.Path}}";

Result<std::string> mount_bundle(const layout::Lease& lease, const std::string& path, Mount mount) {
  const BundleRoot bundle = TRY(BundleRoot::open(path));
  mount.name = bundle.folder();
  // It keeps the layers by itself, until somebody removes it.
  layout::Root root;
  for (layout::Root& one : TRY(layout::list_roots(lease.store()))) {
    if (one.config == bundle.folder() + "/config.json") root = std::move(one);
  }
  TRY(lease.hold({}, root.layers));
  std::vector<std::string> lowers = bundle.lowers();
  lowers.insert(lowers.begin(), bundle.upper_path());
  MountTable table = TRY(MountTable::open(lease.store()));
  return table.add(lease, std::move(mount), bundle.folder(), std::move(lowers), root);
}

Result<std::string> mount_image(const layout::Lease& lease, const std::string& name, Mount mount) {
  const layout::StoredImage image = TRY(find(lease.store(), name));
  TRY(hold(lease, image));
  layout::Root root;
  root.image = image.descriptor.digest.text();
  std::vector<std::string> folders;
  for (const layout::UnpackedLayer& layer : TRY(layout::unpack_image(lease, image.manifest, image.config))) {
    folders.push_back(layer.folder);
    root.layers.push_back(layer.id);
  }
  if (folders.empty()) return fail(name + ": the image has no files");
  mount.id = image.id().text();
  mount.name = image.found_as.empty() ? mount.id : familiar(image.found_as);
  MountTable table = TRY(MountTable::open(lease.store()));
  return table.add(lease, std::move(mount), root.image, spec::bundle::overlay_lowers(folders), root);
}

}  // namespace

Result<void> expect_lasting_mounts() {
  if (spec::layer::is_machines_root()) return {};
  const Fd context(::fsopen("overlay", FSOPEN_CLOEXEC));
  if (context) return {};
  return fail("an ordinary user's mounts end with the process that makes them")
      .with_hint(
          "run a shell that keeps them: unshare --user --map-root-user --map-auto --mount; there, name the store with "
          "--root");
}

Result<std::string> mount(const layout::Store& store, const std::string& object, const std::string& folder) {
  Mount mount;
  if (!folder.empty()) {
    TRY(open_dir(folder));
    mount.path = TRY(real_path(folder));
  }
  const layout::Lease lease = TRY(layout::Lease::take(store));
  if (is_bundle(object)) return mount_bundle(lease, object, std::move(mount));
  return mount_image(lease, object, std::move(mount));
}

Result<std::vector<std::string>> unmount(const layout::Store& store, const std::string& object, bool force) {
  MountTable table = TRY(MountTable::open(store));
  const Result<std::string> path = real_path(object);
  const Result<layout::StoredImage> image = find_any(store, object);
  // A name that the image has lost meanwhile still means what was mounted by it.
  const Result<spec::image::Reference> reference = spec::image::parse_reference(object);
  const std::string name = reference ? familiar(reference->text()) : object;
  std::vector<std::string> gone;
  for (const Mount& mount : table.mounts()) {
    const bool is_meant = (path && (mount.path == *path || mount.name == *path)) || mount.name == name ||
                          (image && mount.id == image->id().text());
    if (!is_meant) continue;
    TRY(table.remove(mount, force));
    gone.push_back(mount.path);
  }
  if (gone.empty()) return fail(object + ": not mounted");
  return gone;
}

Result<std::vector<std::string>> unmount_all(const layout::Store& store, bool force) {
  MountTable table = TRY(MountTable::open(store));
  std::vector<std::string> gone;
  for (const Mount& mount : table.mounts()) {
    TRY(table.remove(mount, force));
    gone.push_back(mount.path);
  }
  return gone;
}

Result<std::string> mounts_text(const layout::Store& store, const std::string& format) {
  const MountTable table = TRY(MountTable::open(store));
  std::vector<spec::json::Object> rows;
  for (const Mount& mount : table.mounts()) {
    const Result<spec::image::Digest> id = spec::image::Digest::parse(mount.id);
    rows.push_back({{"Name", mount.name}, {"ID", id ? id_cell(*id, false) : ""}, {"Path", mount.path}});
  }
  return spec::format::rows_text(format.empty() || format == "table" ? kTable : format,
                                 {{"Name", "NAME"}, {"ID", "IMAGE ID"}, {"Path", "MOUNTED AT"}}, rows);
}

Result<void> tidy_mounts(const layout::Store& store) {
  TRY(MountTable::open(store));
  return {};
}

}  // namespace imagetool::local
