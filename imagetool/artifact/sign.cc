#include "imagetool/artifact/sign.h"

#include "imagetool/archive/copy.h"
#include "imagetool/archive/open.h"
#include "imagetool/registry/referrers.h"
#include "imagetool/registry/signatures.h"
#include "imagetool/signature/claim.h"
#include "spec/base/text.h"
#include "spec/image/base64.h"
#include "spec/image/config.h"
#include "spec/image/index.h"
#include "spec/image/manifest.h"
#include "spec/image/media_type.h"
#include "spec/image/reference.h"

namespace imagetool::artifact {

namespace image = spec::image;

namespace {

class Signer {
 public:
  Signer(archive::Opener& opener, const archive::Place& place, const archive::Side& side, std::string name,
         const signature::PrivateKey& key, transfer::Progress& progress)
      : opener_(opener), place_(place), side_(side), name_(std::move(name)), key_(key), progress_(progress) {}

  Result<void> sign(archive::ImageSource& image, const image::Digest& digest) {
    const std::string tag = registry::referrers_tag(digest) + ".sig";
    image::Manifest manifest = TRY(signatures_of(image, tag));
    edit::EditedSource source(&image);
    const std::string payload = signature::write_claim({signature::kCosignType, digest, name_});
    image::Descriptor layer = source.put(payload, registry::kSignatureLayer);
    layer.annotations[registry::kSignatureAnnotation] = image::encode_base64(TRY(key_.sign(payload)));
    manifest.layers.push_back(std::move(layer));
    manifest.config = source.put(image::write_config(config_of(manifest)), image::kOciConfig);
    const std::string text = image::write_manifest(manifest);
    const archive::Document top = TRY(archive::verified_document(text, source.put(text, image::kOciManifest)));
    const archive::Target target = TRY(opener_.destination(place_, side_, source, {}, image::host_platform()));
    archive::CopyOptions options;
    options.all = true;
    TRY(archive::copy(source, top, *target.destination, {archive::name_of_tag(place_, tag)}, options, progress_));
    return target.destination->finish();
  }

 private:
  // Those that are there, or none.
  static Result<image::Manifest> signatures_of(archive::ImageSource& image, const std::string& tag) {
    const Result<archive::Document> there = image.tagged(tag);
    if (there) return image::parse_manifest(there->text, there->descriptor.media_type);
    if (there.error().number != ENOENT) return there.error();
    image::Manifest none;
    none.media_type = image::kOciManifest;
    return none;
  }

  // An image's, since readers of old know nothing else.
  static image::ImageConfig config_of(const image::Manifest& manifest) {
    image::ImageConfig config;
    for (const image::Descriptor& layer : manifest.layers) config.rootfs.diff_ids.push_back(layer.digest);
    return config;
  }

  archive::Opener& opener_;
  const archive::Place& place_;
  const archive::Side& side_;
  std::string name_;
  const signature::PrivateKey& key_;
  transfer::Progress& progress_;
};

}  // namespace

Result<image::Digest> sign(const Where& where, const signature::PrivateKey& key, const SignWish& wish,
                           transfer::Progress& progress) {
  archive::Opener opener(where.root);
  const archive::Place place = TRY(archive::parse_place(where.place));
  const archive::Side side = {.tls_verify = where.tls_verify, .asks_policy = false};
  const std::unique_ptr<archive::ImageSource> source = TRY(opener.source(place, side));
  const archive::Document top = TRY(source->top());
  const std::string name = wish.identity.empty() ? place.reference : wish.identity;
  const image::Reference reference = TRY_STEP("the name that is signed", image::parse_reference(name));
  Signer signer(opener, place, side, reference.text(), key, progress);
  TRY(signer.sign(*source, top.descriptor.digest));
  if (wish.recursive && image::is_index(top.descriptor.media_type)) {
    const image::Index index = TRY(image::parse_index(top.text, top.descriptor.media_type));
    for (const image::Descriptor& entry : index.manifests) TRY(signer.sign(*source, entry.digest));
  }
  return top.descriptor.digest;
}

}  // namespace imagetool::artifact
