#include "imagetool/transfer/have_image.h"

#include <cstdio>

#include "imagetool/registry/curl_transport.h"
#include "imagetool/registry/short_name.h"
#include "imagetool/transfer/dropped.h"
#include "imagetool/transfer/pull.h"
#include "spec/image/platform_match.h"
#include "spec/layout/find_image.h"

namespace imagetool::transfer {

Result<void> have_image(const spec::layout::Store& store, bool tls_verify, const std::string& image,
                        const std::optional<spec::image::Platform>& platform, options::Pull pull) {
  if (pull == options::Pull::kNever) return {};
  const spec::image::Platform wanted = platform.value_or(spec::image::host_platform());
  if (pull == options::Pull::kMissing) {
    const Result<spec::layout::StoredImage> found = spec::layout::find_image(store, image, wanted);
    // A manifest without an index is found for any platform.
    const bool is_wanted =
        found && (!platform || spec::image::suits(spec::image::platform_of(found->config), *platform));
    if (is_wanted) return bring_back(store, *found, Need::kFiles, tls_verify);
    if (!found && found.error().number != ENOENT) return found.error();
  }
  const registry::Settings settings = TRY(registry::load_settings(tls_verify));
  const std::vector<spec::image::Reference> references = TRY(registry::meanings(image, settings.conf));
  PullOptions options;
  if (platform) options.wanted.platforms = {*platform};
  if (pull == options::Pull::kMissing) {
    std::fprintf(stderr, "Unable to find image '%s' locally\n", references.front().familiar().c_str());
  }
  registry::CurlTransport transport;
  Progress progress(stderr, Progress::style_for(stderr, false));
  const Pulled pulled = TRY(pull_first(store, transport, settings, references, options, progress));
  say_outcome(pulled, progress);
  return {};
}

}  // namespace imagetool::transfer
