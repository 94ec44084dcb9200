#include "imagetool/artifact/push.h"

#include "imagetool/archive/choose.h"
#include "imagetool/archive/copy.h"
#include "imagetool/archive/open.h"

namespace imagetool::artifact {

namespace {

Result<archive::Document> write(archive::Opener& opener, const archive::Place& place, const archive::Side& side,
                                const Wish& wish, bool named, transfer::Progress& progress) {
  edit::EditedSource source;
  TRY(make(wish, source));
  archive::Target target = TRY(opener.destination(place, side, source, {}, spec::image::host_platform()));
  if (!named) target.names.clear(), target.must_be = {};
  archive::CopyOptions options;
  options.all = true;
  options.must_be = target.must_be;
  const archive::Document top = TRY(source.top());
  archive::Document written = TRY(archive::copy(source, top, *target.destination, target.names, options, progress));
  TRY(target.destination->finish());
  return written;
}

}  // namespace

Result<archive::Document> push(const Where& where, const Wish& wish, transfer::Progress& progress) {
  archive::Opener opener(where.root);
  const archive::Place place = TRY(archive::parse_place(where.place));
  return write(opener, place, {where.tls_verify, std::nullopt}, wish, true, progress);
}

Result<archive::Document> attach(const Where& where, const std::optional<spec::image::Platform>& platform, Wish wish,
                                 transfer::Progress& progress) {
  archive::Opener opener(where.root);
  const archive::Place place = TRY(archive::parse_place(where.place));
  if (place.kind != archive::Place::Kind::kStore && place.kind != archive::Place::Kind::kRegistry &&
      place.kind != archive::Place::Kind::kOci) {
    return fail(where.place + ": nothing can be attached there")
        .with_hint("to docker://NAME, oci:DIR or a name in the store");
  }
  const archive::Side side = {.tls_verify = where.tls_verify, .asks_policy = false};
  const std::unique_ptr<archive::ImageSource> image = TRY(opener.source(place, side));
  archive::Document subject = TRY(image->top());
  if (platform) subject = TRY_STEP(where.place, archive::choose(*image, subject, *platform));
  wish.subject = subject.descriptor;
  return write(opener, place, side, wish, false, progress);
}

}  // namespace imagetool::artifact
