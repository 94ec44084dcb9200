#include "imagetool/archive/pull_referrers.h"

#include "imagetool/archive/copy_referrers.h"
#include "imagetool/archive/registry_image.h"
#include "imagetool/archive/store_image.h"
#include "spec/base/text.h"
#include "spec/layout/lease.h"

namespace imagetool::archive {

namespace layout = spec::layout;

Result<void> pull_referrers(const layout::Store& store, registry::Transport& transport,
                            const registry::Settings& settings, const spec::image::Reference& reference,
                            transfer::Progress& progress) {
  const layout::Lease lease = TRY(layout::Lease::take(store));
  const std::unique_ptr<ImageSource> source = registry_source(transport, settings, reference);
  const Document top = TRY(source->top());
  const std::unique_ptr<ImageDestination> destination = store_destination(lease);
  TRY(copy_referrers(
      *source, top, *destination, [&](const std::string& tag) { return concat(reference.name(), ':', tag); },
      progress));
  return destination->finish();
}

Result<void> push_referrers(const layout::Store& store, registry::Transport& transport,
                            const registry::Settings& settings, const spec::image::Reference& reference,
                            transfer::Progress& progress) {
  const layout::Lease lease = TRY(layout::Lease::take(store));
  const std::unique_ptr<ImageSource> source = TRY(store_source(lease, reference.text(), settings.tls_verify));
  const Document top = TRY(source->top());
  const std::unique_ptr<ImageDestination> destination =
      TRY(registry_destination(transport, settings, reference, *source));
  TRY(copy_referrers(
      *source, top, *destination, [](const std::string& tag) { return tag; }, progress));
  return destination->finish();
}

}  // namespace imagetool::archive
