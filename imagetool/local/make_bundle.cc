#include "imagetool/local/make_bundle.h"

#include "imagetool/local/bundle_root.h"
#include "imagetool/local/cid_file.h"
#include "imagetool/local/find.h"
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

}  // namespace

Result<void> make_overlay_bundle(const layout::Store& store, const std::string& image, const options::Request& request,
                                 const std::string& path) {
  const layout::StoredImage found = TRY(find(store, image, request.platform));
  const layout::Lease lease = TRY(layout::Lease::take(store));
  TRY(hold(lease, found));
  CidFile cid_file = TRY(CidFile::make(request.cid_file));
  bundle::Options options = request.bundle;
  options.annotations.emplace(kImage, image);
  TRY(bundle::write_overlay_bundle(lease, found, options, path));
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
