// --filter of images and prune: which images are meant.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "spec/base/result.h"
#include "spec/layout/find_image.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// "dangling=true", "label=a=b", ...: Docker's filters and words.
class ImageFilter {
 public:
  enum class Verb { kImages, kPrune };

  // One more condition. Those that the verb does not have are an error: "invalid
  // filter 'size'". images: dangling reference before since label until;
  // prune: dangling until label label!.
  Result<void> add(const std::string& text, Verb verb);

  // Looks up what before= and since= name. Before the first matches().
  Result<void> resolve(const spec::layout::Store& store);

  // All conditions but `reference` hold.
  bool matches(const spec::layout::StoredImage& image) const;
  // Of an image's labels nothing is asked: the rest of the conditions is all.
  bool needs_labels() const { return !labels_.empty(); }
  bool matches(const std::vector<std::string>& names, const std::string& created) const;
  // Patterns for REPOSITORY[:TAG], one of which has to match a name; none: all names.
  const std::vector<std::string>& references() const { return references_; }
  // dangling=BOOL, which is no condition any more: prune's "false" means "not only those".
  std::optional<bool> take_dangling() { return std::exchange(dangling_, std::nullopt); }

 private:
  struct Label {
    std::string name;
    std::optional<std::string> value;
    bool wanted = true;
  };
  Result<void> add_label(const std::string& text, bool wanted);

  std::optional<bool> dangling_;
  std::vector<std::string> references_;
  std::vector<Label> labels_;
  std::vector<std::string> before_;
  std::vector<std::string> since_;
  std::optional<std::int64_t> younger_than_;  // seconds of the epoch; both are exclusive
  std::optional<std::int64_t> older_than_;
};

}  // namespace imagetool::local
