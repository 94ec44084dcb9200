#include "imagetool/archive/copy_referrers.h"

#include <set>

#include "imagetool/archive/copy.h"
#include "imagetool/registry/referrers.h"
#include "spec/base/text.h"
#include "spec/image/index.h"
#include "spec/image/media_type.h"

namespace imagetool::archive {

namespace image = spec::image;

namespace {

// A signature of a bill of materials of an image is three levels.
constexpr int kDepth = 8;
constexpr std::size_t kMaxReferrers = 1 << 16;

class Follower {
 public:
  Follower(ImageSource& source, ImageDestination& destination, const TagName& name_of, transfer::Progress& progress)
      : source_(source), destination_(destination), name_of_(name_of), progress_(progress) {}

  // All that is about the document, and about those that it names.
  Result<void> follow(const Document& document, int depth) {
    if (depth > kDepth) return fail("referrers of referrers are nested too deeply");
    if (!seen_.insert(document.descriptor.digest).second) return {};
    if (image::is_index(document.descriptor.media_type)) {
      const image::Index index = TRY(image::parse_index(document.text, document.descriptor.media_type));
      for (const image::Descriptor& entry : index.manifests) {
        const Result<Document> child = source_.document(entry);
        if (child) TRY(follow(*child, depth + 1));
      }
    }
    const image::Digest& digest = document.descriptor.digest;
    for (const image::Descriptor& entry : TRY(source_.referrers(digest))) {
      const Document referrer = TRY(source_.document(entry));
      TRY(take(referrer, {}, depth));
    }
    for (const char* suffix : registry::kCosignTags) {
      const std::string tag = registry::referrers_tag(digest) + suffix;
      const Result<Document> tagged = source_.tagged(tag);
      if (!tagged && tagged.error().number != ENOENT) return tagged.error();
      if (tagged) TRY(take(*tagged, {name_of_(tag)}, depth));
    }
    return {};
  }

  std::size_t count() const { return count_; }

 private:
  Result<void> take(const Document& document, const std::vector<std::string>& names, int depth) {
    if (seen_.contains(document.descriptor.digest)) return {};
    if (++count_ > kMaxReferrers) return fail("too many referrers");
    CopyOptions options;
    options.all = true;
    options.preserve_digests = true;
    TRY(copy(source_, document, destination_, names, options, progress_));
    return follow(document, depth + 1);
  }

  ImageSource& source_;
  ImageDestination& destination_;
  const TagName& name_of_;
  transfer::Progress& progress_;
  std::set<image::Digest> seen_;
  std::size_t count_ = 0;
};

}  // namespace

Result<std::size_t> copy_referrers(ImageSource& source, const Document& top, ImageDestination& destination,
                                   const TagName& name_of, transfer::Progress& progress) {
  Follower follower(source, destination, name_of, progress);
  TRY(follower.follow(top, 0));
  return follower.count();
}

}  // namespace imagetool::archive
