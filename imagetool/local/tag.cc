#include "imagetool/local/tag.h"

#include "imagetool/local/find.h"
#include "spec/image/reference.h"
#include "spec/layout/lease.h"
#include "spec/layout/names.h"

namespace imagetool::local {

namespace layout = spec::layout;

Result<void> tag(const layout::Store& store, const std::string& source, const std::string& name) {
  const spec::image::Reference reference = TRY(spec::image::parse_reference(name));
  if (!reference.digest.empty()) return fail(name + ": refusing to create a tag with a digest reference");
  const layout::StoredImage image = TRY(find_any(store, source));
  const layout::Lease lease = TRY(layout::Lease::take(store));
  TRY(hold(lease, image));
  TRY(layout::set_name(store, reference.text(), image.target));
  return {};
}

}  // namespace imagetool::local
