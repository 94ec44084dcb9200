#include "imagetool/local/bundle_root.h"

#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>

#include "imagetool/local/find.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/bundle/overlay.h"
#include "spec/image/media_type.h"
#include "spec/json/text.h"
#include "spec/layer/overlay_mount.h"
#include "spec/layout/roots.h"
#include "spec/layout/unpack.h"

namespace imagetool::local {

namespace layout = spec::layout;

namespace {

constexpr std::uint64_t kMaxConfig = 16 << 20;
constexpr const char* kNote = "imagetool.json";

bool is_there(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

Result<std::string> noted_image(const layout::Store& store, const BundleRoot& bundle) {
  for (const layout::Root& root : TRY(layout::list_roots(store))) {
    if (root.config == bundle.folder() + "/config.json" && !root.image.empty()) return root.image;
  }
  const Result<std::string> text = read_file(concat(bundle.folder(), '/', kNote), kMaxConfig);
  if (!text) return fail(bundle.folder() + ": nothing tells which image of the store it was made of");
  const spec::json::Value note = TRY_STEP(kNote, spec::json::parse(*text));
  const spec::json::Value* image = note.find("image");
  if (image == nullptr || image->string() == nullptr) return fail(concat(kNote, ": image: expected a digest"));
  return *image->string();
}

}  // namespace

Result<std::string> real_path(const std::string& path) {
  char buffer[PATH_MAX];
  if (::realpath(path.c_str(), buffer) == nullptr) return fail_errno(path);
  return std::string(buffer);
}

bool is_bundle(const std::string& path) { return !path.empty() && is_there(path + "/config.json"); }

Result<BundleRoot> BundleRoot::open(const std::string& path) {
  BundleRoot out;
  out.folder_ = TRY(real_path(path));
  const std::string config_path = out.folder_ + "/config.json";
  const std::string text = TRY(read_file(config_path, kMaxConfig));
  out.config_ = TRY_STEP(config_path, spec::runtime::parse_config(text));
  // See spec/bundle/overlay.h: layers/0 is the topmost.
  for (int i = 0; is_there(concat(out.folder_, "/layers/", i)); ++i) {
    out.lowers_.push_back(concat(out.folder_, "/layers/", i));
  }
  out.upper_path_ = out.folder_ + "/upper";
  if (out.lowers_.empty()) {
    const std::optional<spec::runtime::Root>& root = out.config_.root;
    if (!root) return fail(config_path + ": there is no root");
    out.upper_path_ = root->path.starts_with('/') ? root->path : concat(out.folder_, '/', root->path);
  }
  out.upper_ = TRY(open_dir(out.upper_path_));
  return out;
}

std::string BundleRoot::command() const { return config_.process ? join(config_.process->args, " ") : ""; }

Result<layout::StoredImage> image_of_bundle(const layout::Store& store, const BundleRoot& bundle) {
  const std::string digest = TRY(noted_image(store, bundle));
  spec::image::Descriptor descriptor;
  descriptor.digest = TRY_STEP(bundle.folder(), spec::image::Digest::parse(digest));
  const Result<std::string> text = store.read_blob(descriptor.digest);
  if (!text) return fail(bundle.folder() + ": its image " + digest + " is not in the store any more");
  const spec::image::Manifest manifest = TRY_STEP(digest, spec::image::parse_manifest(*text));
  descriptor.media_type = manifest.media_type.empty() ? spec::image::kOciManifest : manifest.media_type;
  descriptor.size = text->size();
  return layout::load_image(store, descriptor, spec::image::host_platform());
}

Result<void> note_image(const std::string& bundle, const layout::StoredImage& image) {
  const spec::json::Value note = spec::json::Object{{"image", image.descriptor.digest.text()}};
  const Fd folder = TRY(open_dir(bundle));
  return replace_file(folder, kNote, spec::json::write(note) + "\n", 0644, Durable::kNo);
}

Result<Fd> merged(const layout::Lease& lease, std::vector<std::string> lowers, const Writable& over) {
  TRY(make_dirs(lease.tmp(), "empty", 0755));
  lowers.push_back(lease.tmp_path() + "/empty");
  spec::layer::OverlayFolders folders;
  folders.lowers = std::move(lowers);
  folders.upper = over.upper;
  folders.work = over.work;
  folders.synced = true;
  const Fd root = TRY(spec::layer::mount_overlay(folders));
  // What a detached mount gives can be walked from, but not read.
  return open_dir(root, ".");
}

Result<Fd> merged(const layout::Lease& lease, const layout::StoredImage& image) {
  std::vector<std::string> folders;
  for (const layout::UnpackedLayer& layer : TRY(layout::unpack_image(lease, image.manifest, image.config))) {
    folders.push_back(layer.folder);
  }
  return merged(lease, spec::bundle::overlay_lowers(folders));
}

}  // namespace imagetool::local
