#include "imagetool/archive/copy_between.h"

#include "imagetool/archive/copy_referrers.h"

namespace imagetool::archive {

namespace {

Result<void> bring_referrers(ImageSource& source, const Document& top, const Document& written, const Place& to,
                             ImageDestination& destination, transfer::Progress& progress) {
  if (to.kind == Place::Kind::kDockerArchive || to.kind == Place::Kind::kDir) {
    return fail("--referrers: there is no room for them in a docker-archive: or dir:");
  }
  const bool same = written.descriptor.digest == top.descriptor.digest;
  // Of an index one platform's image was copied: what is about that.
  TRY(copy_referrers(
      source, same ? top : written, destination, [&](const std::string& tag) { return name_of_tag(to, tag); },
      progress));
  return {};
}

}  // namespace

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
  // What is about a digest is about nothing where the copy has another one.
  options.preserve_digests = options.preserve_digests || request.referrers;
  Document written = TRY(copy(*source, top, *target.destination, target.names, options, progress));
  if (request.referrers) {
    TRY_STEP("referrers", bring_referrers(*source, top, written, request.to, *target.destination, progress));
  }
  TRY(target.destination->finish());
  return written;
}

}  // namespace imagetool::archive
