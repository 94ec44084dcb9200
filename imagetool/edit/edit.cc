#include "imagetool/edit/edit.h"

#include "imagetool/archive/copy.h"
#include "imagetool/local/find.h"
#include "spec/base/text.h"
#include "spec/image/reference.h"

namespace imagetool::edit {

using archive::Place;

namespace {

// What is not a name cannot be given to another image.
Result<void> expect_name(archive::Opener& opener, const Request& request, const Place& place) {
  bool name = place.kind == Place::Kind::kDir || !place.reference.empty();
  if (place.kind == Place::Kind::kStore) {
    const spec::layout::Lease* lease = TRY(opener.lease());
    const spec::layout::StoredImage found = TRY(local::find_any(lease->store(), place.reference));
    name = !found.found_as.empty();
  }
  if (name && (place.kind == Place::Kind::kStore || place.kind == Place::Kind::kRegistry)) {
    const spec::image::Reference reference = TRY(spec::image::parse_reference(place.reference));
    name = reference.digest.empty();
  }
  if (!name) return fail(request.image + " is no name that another image can have").with_hint("-t, --tag gives one");
  return {};
}

}  // namespace

Result<Document> edit(archive::Opener& opener, const Request& request, const Edit& edit, transfer::Progress& progress) {
  const Place from = TRY(archive::parse_place(request.image));
  const Place to = request.tag.empty() ? from : TRY(archive::parse_place(request.tag));
  if (request.tag.empty()) TRY(expect_name(opener, request, from));
  const std::unique_ptr<ImageSource> source = TRY(opener.source(from, side_of(request)));
  EditedSource edited(source.get());
  TRY_STEP(request.image, apply(edit, *source, request.platform, edited));
  const Document top = TRY(edited.top());
  const spec::image::Platform platform = request.platform ? *request.platform : spec::image::host_platform();
  const archive::Target target = TRY(opener.destination(to, side_of(request), edited, {}, platform));
  archive::CopyOptions options;
  options.all = true;
  options.platform = platform;
  options.must_be = target.must_be;
  Document written = TRY(archive::copy(edited, top, *target.destination, target.names, options, progress));
  TRY(target.destination->finish());
  return written;
}

}  // namespace imagetool::edit
