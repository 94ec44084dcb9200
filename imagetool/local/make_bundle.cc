#include "imagetool/local/make_bundle.h"

#include <algorithm>

#include "imagetool/local/bundle_network.h"
#include "imagetool/local/bundle_root.h"
#include "imagetool/local/cid_file.h"
#include "imagetool/local/container.h"
#include "imagetool/local/find.h"
#include "imagetool/volume/fill.h"
#include "spec/base/file.h"
#include "spec/bundle/bundle.h"

namespace imagetool::local {

namespace layout = spec::layout;
namespace bundle = spec::bundle;

namespace {

// A note of ours for whoever lists containers: what the image was called.
constexpr const char* kImage = "imagetool/image";

std::string base_name(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path.substr(path.rfind('/') + 1);
}

// What is to belong to the container's user.
Result<void> own_volumes(const std::string& path, const volume::Wish& wish) {
  if (wish.owned.empty()) return {};
  const BundleRoot bundle = TRY(BundleRoot::open(path));
  const spec::runtime::User& user = bundle.config().process->user;
  for (const spec::runtime::Mount& mount : bundle.config().mounts) {
    if (std::find(wish.owned.begin(), wish.owned.end(), mount.destination) == wish.owned.end()) continue;
    const Fd folder = TRY(open_dir(mount.source));
    TRY_STEP(mount.source, volume::own(folder, user.uid, user.gid));
  }
  return {};
}

}  // namespace

Result<std::vector<volume::Shared>> shared_by_others(const volume::Wish& wish, const std::string& state_root) {
  std::vector<volume::Shared> out;
  for (const volume::From& from : wish.from) {
    const std::string path = TRY(find_bundle(state_root, from.bundle));
    if (path.empty()) return fail("No such container: " + from.bundle);
    const BundleRoot other = TRY_STEP(from.bundle, BundleRoot::open(path));
    for (volume::Shared& one : volume::shared_mounts(other.config(), from.read_only)) out.push_back(std::move(one));
  }
  return out;
}

Result<void> make_overlay_bundle(const layout::Store& store, const std::string& image, const options::Request& request,
                                 std::vector<volume::Shared> shared, const std::string& path) {
  const layout::StoredImage found = TRY(find(store, image, request.platform));
  const layout::Lease lease = TRY(layout::Lease::take(store));
  TRY(hold(lease, found));
  CidFile cid_file = TRY(CidFile::make(request.cid_file));
  bundle::Options options = request.bundle;
  options.annotations.emplace(kImage, image);
  TRY(add_network(store, request.network, found.config, options));
  for (const std::string& folder : request.volumes.missing_folders) TRY(make_dirs(FdRef::cwd(), folder, 0755));
  volume::Attachment volumes = TRY(volume::Attachment::make(store, request.volumes, std::move(shared), options.mounts,
                                                            found.config.config, [&] { return merged(lease, found); }));
  options.mounts = volumes.mounts();
  if (std::string note = volumes.note(); !note.empty()) options.annotations[volume::kMountPoints] = std::move(note);
  TRY(bundle::write_overlay_bundle(lease, found, options, path));
  volumes.keep();
  TRY(own_volumes(path, request.volumes));
  return cid_file.fill(request.name.empty() ? base_name(path) : request.name);
}

Result<void> make_plain_bundle(const layout::Store& store, const std::string& image, const std::string& path) {
  const layout::StoredImage found = TRY(find(store, image));
  const layout::Lease lease = TRY(layout::Lease::take(store));
  TRY(hold(lease, found));
  bundle::Options options;
  if (found.config.config.entrypoint.empty() && found.config.config.cmd.empty()) options.command = {"sh"};
  TRY(bundle::write_plain_bundle(lease, found, options, path));
  return note_image(path, found);
}

}  // namespace imagetool::local
