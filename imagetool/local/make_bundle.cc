#include "imagetool/local/make_bundle.h"

#include "imagetool/local/find.h"
#include "spec/bundle/bundle.h"

namespace imagetool::local {

namespace layout = spec::layout;
namespace bundle = spec::bundle;

Result<void> make_overlay_bundle(const layout::Store& store, const std::string& image, const bundle::Options& options,
                                 const std::string& path) {
  const layout::StoredImage found = TRY(find(store, image));
  const layout::Lease lease = TRY(layout::Lease::take(store));
  TRY(hold(lease, found));
  return bundle::write_overlay_bundle(lease, found, options, path);
}

Result<void> make_plain_bundle(const layout::Store& store, const std::string& image, const std::string& path) {
  const layout::StoredImage found = TRY(find(store, image));
  const layout::Lease lease = TRY(layout::Lease::take(store));
  TRY(hold(lease, found));
  bundle::Options options;
  if (found.config.config.entrypoint.empty() && found.config.config.cmd.empty()) options.command = {"sh"};
  return bundle::write_plain_bundle(lease, found, options, path);
}

}  // namespace imagetool::local
