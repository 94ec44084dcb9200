#include "imagetool/local/platforms.h"

#include <algorithm>

#include "spec/image/index.h"
#include "spec/image/media_type.h"

namespace imagetool::local {

namespace layout = spec::layout;
using spec::image::Platform;

std::vector<Platform> platforms(const layout::Store& store, const std::vector<layout::NamedImage>& names) {
  std::vector<Platform> out = {spec::image::host_platform()};
  for (const layout::NamedImage& named : names) {
    if (!spec::image::is_index(named.target.media_type)) continue;
    // One that cannot be read names no platform; whoever wants that very image is told.
    const Result<std::string> text = store.read_blob(named.target);
    if (!text) continue;
    const Result<spec::image::Index> index = spec::image::parse_index(*text, named.target.media_type);
    if (!index) continue;
    for (const spec::image::Descriptor& manifest : index->manifests) {
      if (!manifest.platform || std::find(out.begin(), out.end(), *manifest.platform) != out.end()) continue;
      const Result<bool> here = store.has(manifest);
      if (here && *here) out.push_back(*manifest.platform);
    }
  }
  return out;
}

}  // namespace imagetool::local
