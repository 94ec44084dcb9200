#include "imagetool/archive/copy_between.h"

namespace imagetool::archive {

Result<Document> copy_between(const std::string& root, const CopyRequest& request, transfer::Progress& progress) {
  Opener opener(root);
  const std::unique_ptr<ImageSource> source = TRY(opener.source(request.from, request.from_side));
  const Document top = TRY(source->top());
  const spec::image::Platform platform =
      request.options.platform ? *request.options.platform : spec::image::host_platform();
  const Target target =
      TRY(opener.destination(request.to, request.to_side, *source, request.additional_tags, platform));
  CopyOptions options = request.options;
  options.must_be = target.must_be;
  Document written = TRY(copy(*source, top, *target.destination, target.names, options, progress));
  TRY(target.destination->finish());
  return written;
}

}  // namespace imagetool::archive
