#include "imagetool/archive/open.h"

#include <sys/stat.h>

#include "imagetool/archive/archive_writer.h"
#include "imagetool/archive/dir.h"
#include "imagetool/archive/docker_archive.h"
#include "imagetool/archive/layout.h"
#include "imagetool/archive/layout_folder.h"
#include "imagetool/archive/registry_image.h"
#include "imagetool/archive/store_image.h"
#include "imagetool/registry/policy.h"
#include "imagetool/registry/resolve.h"
#include "spec/base/text.h"
#include "spec/image/reference.h"

namespace imagetool::archive {

namespace image = spec::image;
using Kind = Place::Kind;

namespace {

Result<registry::Settings> settings_of(const Side& side) {
  registry::Settings settings = TRY(registry::load_settings(side.tls_verify));
  settings.credentials = side.credentials;
  if (!side.asks_policy) settings.policy = registry::Policy();
  return settings;
}

// By policy.json; a registry's images are looked at where their names are resolved.
Result<void> expect_allowed(const std::string& transport) {
  const registry::Policy policy = TRY(registry::Policy::load());
  return policy.allows(transport);
}

Result<std::unique_ptr<ImageSource>> open_layout(std::shared_ptr<const Files> files, const std::string& reference) {
  const image::Index index = TRY(read_layout_index(*files));
  image::Descriptor entry = TRY(find_entry(index, reference, files->name()));
  return layout_source(std::move(files), std::move(entry));
}

// Whole names: for the store, and for those that read archives.
Result<std::vector<std::string>> whole_names(const std::vector<std::string>& names) {
  std::vector<std::string> whole;
  for (const std::string& name : names) {
    const image::Reference reference = TRY(image::parse_reference(name));
    if (!reference.digest.empty()) return fail(name + ": a name with a digest cannot be given to an image");
    whole.push_back(reference.text());
  }
  return whole;
}

// Every name's tag; all are of one repository.
Result<void> tags_of(const image::Reference& first, const std::vector<std::string>& more, Target& target) {
  target.must_be = first.digest;
  if (first.digest.empty()) target.names.push_back(first.tag);
  for (const std::string& name : more) {
    const image::Reference reference = TRY(image::parse_reference(name));
    if (reference.name() != first.name() || !reference.digest.empty()) {
      return fail(concat("--additional-tag ", name, ": not a tag of ", first.name()));
    }
    target.names.push_back(reference.tag);
  }
  return {};
}

}  // namespace

registry::Credentials parse_credentials(const std::string& text) {
  const std::size_t colon = text.find(':');
  registry::Credentials credentials;
  credentials.user = text.substr(0, colon);
  if (colon != std::string::npos) credentials.password = text.substr(colon + 1);
  return credentials;
}

Result<const spec::layout::Lease*> Opener::lease() {
  if (!lease_) {
    spec::layout::Store store = TRY(spec::layout::Store::open(root_));
    store_ = std::make_unique<spec::layout::Store>(std::move(store));
    spec::layout::Lease lease = TRY(spec::layout::Lease::take(*store_));
    lease_.emplace(std::move(lease));
  }
  return &*lease_;
}

Result<std::unique_ptr<ImageSource>> Opener::source(const Place& place, const Side& side) {
  switch (place.kind) {
    case Kind::kStore: {
      const spec::layout::Lease* held = TRY(lease());
      return store_source(*held, place.reference, side.tls_verify);
    }
    case Kind::kRegistry: {
      image::Reference reference = TRY(image::parse_reference(place.reference));
      registry::Settings settings = TRY(settings_of(side));
      return registry_source(transport_, std::move(settings), std::move(reference));
    }
    case Kind::kOci: {
      TRY(expect_allowed("oci"));
      std::shared_ptr<const Files> files = TRY(open_folder(place.path));
      return open_layout(std::move(files), place.reference);
    }
    case Kind::kOciArchive: {
      TRY(expect_allowed("oci-archive"));
      std::shared_ptr<const Files> files = TRY(open_tar(place.path));
      return open_layout(std::move(files), place.reference);
    }
    case Kind::kDockerArchive: {
      TRY(expect_allowed("docker-archive"));
      std::shared_ptr<const Files> files = TRY(open_tar(place.path));
      const std::vector<DockerEntry> entries = TRY(read_docker_manifest(*files));
      const DockerEntry entry = TRY(find_docker_entry(entries, place.reference, place.path));
      return docker_archive_source(std::move(files), entry);
    }
    case Kind::kDir:
      break;
  }
  TRY(expect_allowed("dir"));
  std::shared_ptr<const Files> files = TRY(open_folder(place.path));
  return dir_source(std::move(files));
}

Result<Target> Opener::destination(const Place& place, const Side& side, const ImageSource& from,
                                   const std::vector<std::string>& more_names, const image::Platform& platform) {
  Target target;
  std::vector<std::string> names = more_names;
  if (place.kind != Kind::kRegistry && !place.reference.empty()) names.insert(names.begin(), place.reference);
  switch (place.kind) {
    case Kind::kStore: {
      target.names = TRY(whole_names(names));
      const spec::layout::Lease* held = TRY(lease());
      target.destination = store_destination(*held);
      return target;
    }
    case Kind::kRegistry: {
      const image::Reference reference = TRY(image::parse_reference(place.reference));
      TRY(tags_of(reference, more_names, target));
      const registry::Settings settings = TRY(settings_of(side));
      target.destination = TRY(registry_destination(transport_, settings, reference, from));
      return target;
    }
    case Kind::kOci:
      target.names = std::move(names);
      target.destination = TRY(layout_folder(place.path));
      return target;
    case Kind::kOciArchive:
      target.names = std::move(names);
      target.destination = TRY(archive_writer(place.path, {ArchiveKind::kOci, platform}));
      return target;
    case Kind::kDockerArchive: {
      struct stat status {};
      if (::stat(place.path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
        return fail(place.path + ": docker-archive doesn't support modifying existing images");
      }
      target.names = TRY(whole_names(names));
      target.destination = TRY(archive_writer(place.path, {ArchiveKind::kDocker, platform}));
      return target;
    }
    case Kind::kDir:
      break;
  }
  target.destination = TRY(dir_destination(place.path));
  return target;
}

}  // namespace imagetool::archive
