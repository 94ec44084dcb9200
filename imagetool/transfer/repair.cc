#include "imagetool/transfer/repair.h"

#include "imagetool/registry/endpoint.h"
#include "spec/image/media_type.h"
#include "spec/image/reference.h"
#include "spec/layout/blob_writer.h"

namespace imagetool::transfer {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

Result<void> fetch_from(registry::Repository& repository, const layout::Lease& lease, const image::Descriptor& blob) {
  layout::BlobWriter writer = TRY(layout::BlobWriter::make(lease, blob));
  if (image::is_index(blob.media_type) || image::is_manifest(blob.media_type)) {
    const registry::Document document = TRY(repository.get_manifest(blob.digest.text()));
    TRY(writer.write(document.text));
  } else {
    TRY(repository.get_blob(blob, writer));
  }
  TRY(writer.commit());
  return {};
}

}  // namespace

Result<void> RegistryRepairer::fetch(const layout::Lease& lease, const image::Descriptor& blob,
                                     const std::vector<std::string>& names) {
  Result<void> last = fail("no name tells a registry that has it");
  for (const std::string& name : names) {
    const Result<image::Reference> reference = image::parse_reference(name);
    if (!reference || reference->text() != name) continue;  // another tool's "v1"
    const auto all = TRY(registry::endpoints(*reference, settings_.conf, !settings_.tls_verify));
    for (const registry::Endpoint& endpoint : all) {
      const auto repository = TRY(registry::open_repository(transport_, settings_, endpoint, registry::Access::kPull));
      last = fetch_from(*repository, lease, blob);
      if (last) return last;
    }
  }
  return last;
}

}  // namespace imagetool::transfer
