#include "imagetool/archive/layout_folder.h"

#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>

#include "imagetool/archive/folder_blob.h"
#include "imagetool/archive/layout.h"
#include "imagetool/registry/referrers.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/image/index.h"
#include "spec/image/media_type.h"

namespace imagetool::archive {

namespace image = spec::image;

namespace {

class LayoutFolder : public ImageDestination {
 public:
  LayoutFolder(std::string path, Fd dir) : path_(std::move(path)), dir_(std::move(dir)) {}

  Result<Begun> begin(const image::Descriptor& blob) override {
    TRY(make_dirs(dir_, concat("blobs/", blob.digest.algorithm_name()), 0755));
    return begin_file(dir_, blob_path(blob.digest));
  }

  Result<void> put_top(const Document& document, const std::vector<std::string>& names) override {
    TRY(put(document));
    // An image-spec's reader of index.json knows by the type what is an image and what is about one.
    const registry::Referrer referrer = TRY(registry::as_referrer(document));
    image::Descriptor target = document.descriptor;
    if (referrer.subject) target.artifact_type = referrer.entry.artifact_type;
    // flock(2) on the folder itself: no file of ours stays in somebody's layout.
    if (::flock(dir_.get(), LOCK_EX) < 0) return fail_errno("lock " + path_);
    Result<void> added = add_entries(target, names);
    ::flock(dir_.get(), LOCK_UN);
    return added;
  }

 private:
  Result<void> add_entries(const image::Descriptor& target, const std::vector<std::string>& names) {
    const std::unique_ptr<Files> files = TRY(open_folder(path_));
    image::Index index = TRY(read_layout_index(*files));
    std::erase_if(index.manifests, [&](const image::Descriptor& old) {
      if (names.empty()) return old.digest == target.digest && entry_name(old).empty();
      return std::find(names.begin(), names.end(), entry_name(old)) != names.end();
    });
    for (const std::string& name : names) {
      index.manifests.push_back(target);
      index.manifests.back().annotations[kRefName] = name;
    }
    if (names.empty()) index.manifests.push_back(target);
    return replace_file(dir_, kLayoutIndex, image::write_index(index), 0644, Durable::kNo);
  }

  std::string path_;
  Fd dir_;
};

bool is_there(FdRef dir, const char* name) {
  struct stat status {};
  return ::fstatat(dir.get(), name, &status, 0) == 0;
}

}  // namespace

Result<std::unique_ptr<ImageDestination>> layout_folder(const std::string& path) {
  TRY(make_dirs(FdRef::cwd(), path, 0755));
  Fd dir = TRY(open_dir(path));
  const std::vector<std::string> names = TRY(list_dir(dir, "."));
  if (is_there(dir, "leases")) {
    return fail(path + ": an image store of imagetool").with_hint("name the image without oci:, after --root " + path);
  }
  if (!names.empty() && !is_there(dir, kLayoutFile)) {
    return fail(path + ": the folder is not empty, and no image layout");
  }
  if (names.empty()) {
    image::Index index;
    index.media_type = image::kOciIndex;
    TRY(replace_file(dir, kLayoutIndex, image::write_index(index), 0644, Durable::kNo));
    TRY(replace_file(dir, kLayoutFile, kLayoutText, 0644, Durable::kNo));
    TRY(make_dirs(dir, "blobs/sha256", 0755));
  }
  return std::make_unique<LayoutFolder>(path, std::move(dir));
}

}  // namespace imagetool::archive
