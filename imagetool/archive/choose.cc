#include "imagetool/archive/choose.h"

#include "spec/base/text.h"
#include "spec/image/index.h"
#include "spec/image/media_type.h"

namespace imagetool::archive {

namespace image = spec::image;

Result<Document> choose(ImageSource& source, const Document& top, const image::Platform& wanted) {
  Document document = top;
  for (int depth = 0; image::is_index(document.descriptor.media_type); ++depth) {
    if (depth == kNestedIndexes) return fail("indexes are nested too deeply");
    const image::Index index = TRY(image::parse_index(document.text, document.descriptor.media_type));
    const image::Descriptor* best = image::best_match(index, wanted);
    if (best == nullptr) {
      return fail(concat("no image for platform ", wanted.text(), "; there is ", image::platforms_text(index)))
          .with_hint("--platform chooses another, --all copies them all");
    }
    document = TRY(source.document(*best));
  }
  return document;
}

}  // namespace imagetool::archive
