#include "imagetool/archive/save.h"

#include <algorithm>
#include <cstdio>

#include "imagetool/archive/archive_writer.h"
#include "imagetool/archive/copy.h"
#include "imagetool/archive/dir.h"
#include "imagetool/archive/layout_folder.h"
#include "imagetool/archive/store_image.h"
#include "imagetool/local/find.h"
#include "spec/base/text.h"
#include "spec/image/reference.h"
#include "spec/layout/names.h"

namespace imagetool::archive {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

// What is saved once, under all the names that were asked for.
struct Item {
  std::string text;  // as it was asked for first
  layout::StoredImage found;
  std::vector<std::string> names;
};

Result<void> add(const layout::Store& store, const std::string& text, std::vector<Item>& items) {
  const layout::StoredImage found = TRY(local::find_any(store, text));
  const auto same = [&](const Item& item) { return item.found.target.digest == found.target.digest; };
  auto item = std::find_if(items.begin(), items.end(), same);
  if (item == items.end()) item = items.insert(items.end(), {text, found, {}});
  std::vector<std::string>& names = item->names;
  const bool is_new = std::find(names.begin(), names.end(), found.found_as) == names.end();
  if (!found.found_as.empty() && is_new) names.push_back(found.found_as);
  return {};
}

// "busybox" is all of its tags.
Result<std::vector<std::string>> tags_of(const layout::Store& store, const std::string& text) {
  const Result<image::Reference> reference = image::parse_reference(text);
  std::vector<std::string> tags;
  if (!reference || !reference->default_tag) return tags;
  for (const layout::NamedImage& named : TRY(layout::list_names(store))) {
    const Result<image::Reference> known = image::parse_reference(named.name);
    if (known && known->digest.empty() && known->name() == reference->name()) tags.push_back(named.name);
  }
  return tags;
}

Result<std::unique_ptr<ImageDestination>> open(const SaveOptions& options) {
  const image::Platform platform = options.platform ? *options.platform : image::host_platform();
  switch (options.format) {
    case SaveFormat::kOciDir:
      return layout_folder(options.output);
    case SaveFormat::kDockerDir:
      return dir_destination(options.output);
    case SaveFormat::kOciArchive:
      return archive_writer(options.output, {ArchiveKind::kOci, platform});
    case SaveFormat::kDockerArchive:
      break;
  }
  return archive_writer(options.output, {ArchiveKind::kDocker, platform});
}

Result<void> save_one(const layout::Lease& lease, const Item& item, const SaveOptions& options,
                      ImageDestination& destination) {
  transfer::Progress progress(stdout, transfer::Progress::Style::kQuiet);
  CopyOptions copying;
  copying.platform = options.platform;
  copying.all = !options.platform && options.format != SaveFormat::kDockerDir;
  if (options.format == SaveFormat::kDockerDir) copying.format = Format::kDocker;
  const std::unique_ptr<ImageSource> source = TRY(store_source(lease, item.found.target, options.tls_verify));
  const Document top = TRY(source->top());
  const Result<Document> whole = copy(*source, top, destination, item.names, copying, progress);
  if (whole) return {};
  if (whole.error().number != ENOENT || options.platform) return whole.error();
  // Not all platforms are here.
  const Document one = TRY(source->document(item.found.descriptor));
  TRY(copy(*source, one, destination, item.names, copying, progress));
  return {};
}

}  // namespace

Result<void> save(const layout::Lease& lease, const std::vector<std::string>& images, const SaveOptions& options) {
  std::vector<Item> items;
  for (const std::string& text : images) {
    const std::vector<std::string> tags = TRY(tags_of(lease.store(), text));
    for (const std::string& tag : tags) TRY(add(lease.store(), tag, items));
    if (tags.empty()) TRY(add(lease.store(), text, items));
  }
  if (items.size() > 1 && options.format == SaveFormat::kDockerDir) {
    return fail("docker-dir holds one image, not " + std::to_string(items.size()));
  }
  const std::unique_ptr<ImageDestination> destination = TRY(open(options));
  for (const Item& item : items) TRY_STEP(item.text, save_one(lease, item, options, *destination));
  return destination->finish();
}

}  // namespace imagetool::archive
