#include "imagetool/archive/load.h"

#include <sys/stat.h>

#include "imagetool/archive/copy.h"
#include "imagetool/archive/dir.h"
#include "imagetool/archive/docker_archive.h"
#include "imagetool/archive/layout.h"
#include "imagetool/archive/store_image.h"
#include "imagetool/local/find.h"
#include "imagetool/registry/policy.h"
#include "spec/base/text.h"
#include "spec/image/index.h"
#include "spec/image/manifest.h"
#include "spec/image/media_type.h"
#include "spec/image/reference.h"
#include "spec/layout/names.h"

namespace imagetool::archive {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

using Tell = std::function<void(const std::string& line)>;

class Loader {
 public:
  Loader(const layout::Lease& lease, transfer::Progress& progress, const Tell& tell)
      : lease_(lease), progress_(progress), tell_(tell) {}

  Result<void> load_docker(const std::shared_ptr<const Files>& files) {
    const std::vector<DockerEntry> entries = TRY(read_docker_manifest(*files));
    for (const DockerEntry& entry : entries) {
      const std::unique_ptr<ImageSource> source = TRY(docker_archive_source(files, entry));
      TRY(load_one(*source, entry.repo_tags));
    }
    return {};
  }

  Result<void> load_layout(const std::shared_ptr<const Files>& files) {
    const image::Index index = TRY(read_layout_index(*files));
    for (const image::Descriptor& entry : index.manifests) {
      const std::unique_ptr<ImageSource> source = layout_source(files, entry);
      const std::string name = entry_name(entry);
      // What is no name for Docker is none here.
      const bool named = static_cast<bool>(image::parse_reference(name));
      TRY(load_one(*source, named ? std::vector{name} : std::vector<std::string>()));
    }
    return {};
  }

  Result<void> load_one(ImageSource& source, const std::vector<std::string>& names) {
    std::vector<image::Reference> references;
    std::vector<std::string> whole;
    for (const std::string& name : names) {
      references.push_back(TRY(image::parse_reference(name)));
      whole.push_back(references.back().text());
      TRY(rename_old(source, references.back()));
    }
    const Document top = TRY(source.top());
    const Document written = TRY(copy_whole(source, top, whole));
    for (const image::Reference& reference : references) tell_("Loaded image: " + reference.familiar());
    if (references.empty()) {
      const image::Digest id = TRY(id_of(source, written));
      tell_("Loaded image ID: " + id.text());
    }
    return {};
  }

 private:
  // An index with all its images, or what is there of it.
  Result<Document> copy_whole(ImageSource& source, const Document& top, const std::vector<std::string>& names) {
    const std::unique_ptr<ImageDestination> destination = store_destination(lease_);
    CopyOptions options;
    options.all = true;
    Result<Document> written = copy(source, top, *destination, names, options, progress_);
    if (written || written.error().number != ENOENT || !image::is_index(top.descriptor.media_type)) return written;
    const image::Index index = TRY(image::parse_index(top.text, top.descriptor.media_type));
    const image::Descriptor* best = image::best_match(index, image::host_platform());
    if (best != nullptr && source.document(*best)) {
      options.all = false;
      return copy(source, top, *destination, names, options, progress_);
    }
    for (const image::Descriptor& entry : index.manifests) {
      const Result<Document> child = source.document(entry);
      if (child) return copy(source, *child, *destination, names, options, progress_);
    }
    return written;
  }

  // An image that loses its name to the new one stays, without it.
  Result<void> rename_old(ImageSource& source, const image::Reference& reference) {
    const std::optional<layout::NamedImage> old = TRY(layout::find_name(lease_.store(), reference.text()));
    if (!old) return {};
    const Document top = TRY(source.top());
    if (top.descriptor.digest == old->target.digest) return {};
    const Result<layout::StoredImage> image = local::find_any(lease_.store(), reference.text());
    image::Descriptor target = old->target;
    target.annotations.clear();
    TRY(lease_.hold({target.digest}));
    TRY(layout::add_target(lease_.store(), target));
    tell_(concat("The image ", reference.familiar(), " already exists, renaming the old one with ID ",
                 image ? image->id().text() : target.digest.text(), " to empty string"));
    return {};
  }

  // Docker's ID: the config's digest.
  static Result<image::Digest> id_of(ImageSource& source, const Document& document) {
    if (!image::is_index(document.descriptor.media_type)) {
      const image::Manifest manifest = TRY(image::parse_manifest(document.text, document.descriptor.media_type));
      return manifest.config.digest;
    }
    const image::Index index = TRY(image::parse_index(document.text, document.descriptor.media_type));
    const image::Descriptor* best = image::best_match(index, image::host_platform());
    if (best == nullptr || !image::is_manifest(best->media_type)) return document.descriptor.digest;
    const Document child = TRY(source.document(*best));
    return id_of(source, child);
  }

  const layout::Lease& lease_;
  transfer::Progress& progress_;
  const Tell& tell_;
};

}  // namespace

Result<void> load(const layout::Lease& lease, const std::string& input, transfer::Progress& progress,
                  const Tell& tell) {
  Loader loader(lease, progress, tell);
  struct stat status {};
  const bool is_folder = input != "-" && ::stat(input.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  const registry::Policy policy = TRY(registry::Policy::load());
  if (is_folder) {
    const std::shared_ptr<const Files> files = TRY(open_folder(input));
    const bool is_layout = has(*files, kLayoutFile);
    TRY(policy.allows(is_layout ? "oci" : "dir"));
    if (is_layout) return loader.load_layout(files);
    if (!has(*files, kDirVersionFile)) return fail(input + ": neither an image layout nor a folder of dir:");
    const std::unique_ptr<ImageSource> source = dir_source(files);
    return loader.load_one(*source, {});
  }
  const std::shared_ptr<const Files> files = TRY(open_tar(input, lease.tmp_path()));
  const bool is_docker = has(*files, kDockerManifestFile);
  TRY(policy.allows(is_docker ? "docker-archive" : "oci-archive"));
  if (is_docker) return loader.load_docker(files);
  if (has(*files, kLayoutFile)) return loader.load_layout(files);
  return fail(concat(files->name(), ": no image: there is neither a manifest.json nor an oci-layout in it"));
}

}  // namespace imagetool::archive
