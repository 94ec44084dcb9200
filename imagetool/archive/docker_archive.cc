#include "imagetool/archive/docker_archive.h"

#include <algorithm>
#include <array>
#include <map>

#include "imagetool/archive/layout.h"
#include "spec/base/text.h"
#include "spec/image/config.h"
#include "spec/image/manifest.h"
#include "spec/image/media_type.h"
#include "spec/image/reference.h"
#include "spec/json/table.h"
#include "spec/layer/compression.h"

namespace imagetool::archive {

namespace image = spec::image;
namespace json = spec::json;

constexpr auto describe(const DockerEntry*) {
  return std::tuple{json::required("Config", &DockerEntry::config), json::written("RepoTags", &DockerEntry::repo_tags),
                    json::written("Layers", &DockerEntry::layers)};
}

namespace {

// Manifests of 4 MiB name fewer.
constexpr std::size_t kMaxLayers = 10'000;
// Each is looked for among all of a layout.
constexpr std::size_t kMaxImages = 1'000;

class DockerArchiveSource : public ImageSource {
 public:
  explicit DockerArchiveSource(std::shared_ptr<const Files> files) : files_(std::move(files)) {}

  Result<void> prepare(const DockerEntry& entry) {
    const std::string text = TRY(read(*files_, entry.config));
    const image::ImageConfig config = TRY_STEP(concat(files_->name(), ": ", entry.config), image::parse_config(text));
    if (entry.layers.size() != config.rootfs.diff_ids.size() || entry.layers.size() > kMaxLayers) {
      return fail(concat(files_->name(), ": manifest.json has ", entry.layers.size(), " layers, but the config ",
                         config.rootfs.diff_ids.size(), " DiffIDs"));
    }
    manifest_.media_type = image::kDockerManifest;
    manifest_.config.media_type = image::kDockerConfig;
    manifest_.config.digest = image::digest_of(text);
    manifest_.config.size = text.size();
    paths_[manifest_.config.digest] = entry.config;
    for (std::size_t i = 0; i < entry.layers.size(); ++i) {
      TRY(add_layer(entry.layers[i], config.rootfs.diff_ids[i]));
    }
    return {};
  }

  Result<Document> top() override { return new_document(image::write_manifest(manifest_), image::kDockerManifest); }
  Result<Document> document(const image::Descriptor& descriptor) override {
    Error error = fail(concat(files_->name(), ": no manifest ", descriptor.digest.text()));
    error.number = ENOENT;
    return error;
  }
  Result<void> blob(const image::Descriptor& blob, Sink& sink) override {
    const auto path = paths_.find(blob.digest);
    if (path == paths_.end()) return fail(concat(files_->name(), ": no blob ", blob.digest.text()));
    const Extent extent = TRY(files_->find(path->second));
    return copy_to(extent, sink);
  }

 private:
  // A plain tar has its DiffID for a digest: that is looked at when it is read.
  Result<void> add_layer(const std::string& path, const image::Digest& diff_id) {
    const Extent extent = TRY(files_->find(path));
    std::array<char, 4> magic{};
    ExtentSource start(extent);
    const std::size_t n = TRY(start.read(magic.data(), magic.size()));
    image::Descriptor layer;
    layer.size = extent.size;
    switch (spec::layer::detect_compression(std::string_view(magic.data(), n))) {
      case image::Compression::kNone:
        layer.media_type = image::kDockerLayer;
        layer.digest = diff_id;
        break;
      case image::Compression::kGzip:
        layer.media_type = image::kDockerLayerGzip;
        break;
      case image::Compression::kZstd:
        layer.media_type = image::kDockerLayerZstd;
        break;
    }
    if (layer.digest.empty()) layer.digest = TRY(digest_of(extent));
    paths_[layer.digest] = path;
    manifest_.layers.push_back(std::move(layer));
    return {};
  }

  static Result<image::Digest> digest_of(const Extent& extent) {
    struct : public Sink {
      Result<void> write(std::string_view data) override {
        digester.update(data);
        return {};
      }
      image::Digester digester;
    } sink;
    TRY(copy_to(extent, sink));
    return sink.digester.finish();
  }

  std::shared_ptr<const Files> files_;
  image::Manifest manifest_;
  std::map<image::Digest, std::string> paths_;
};

// Is that the config of an entry of a layout, or of an image of its index?
bool has_config(ImageSource& source, std::string_view digits) {
  const Result<Document> top = source.top();
  if (!top) return false;
  std::vector<Document> manifests = {*top};
  if (image::is_index(top->descriptor.media_type)) {
    const Result<image::Index> index = image::parse_index(top->text, top->descriptor.media_type);
    if (!index) return false;
    manifests.clear();
    for (const image::Descriptor& child : index->manifests) {
      if (Result<Document> document = source.document(child)) manifests.push_back(std::move(*document));
    }
  }
  return std::any_of(manifests.begin(), manifests.end(), [&](const Document& document) {
    const Result<image::Manifest> manifest = image::parse_manifest(document.text, document.descriptor.media_type);
    return manifest && manifest->config.digest.hex() == digits;
  });
}

bool has_name(const DockerEntry& entry, const image::Descriptor& candidate) {
  const Result<image::Reference> name = image::parse_reference(entry_name(candidate));
  return name && std::any_of(entry.repo_tags.begin(), entry.repo_tags.end(), [&](const std::string& tag) {
           const Result<image::Reference> known = image::parse_reference(tag);
           return known && known->text() == name->text();
         });
}

// The layout's entry for an image, one of its name before any other.
std::optional<image::Descriptor> find_in_layout(const std::shared_ptr<const Files>& files, const DockerEntry& entry) {
  if (!has(*files, kLayoutFile)) return std::nullopt;
  const Result<image::Index> index = read_layout_index(*files);
  if (!index) return std::nullopt;
  const std::string_view digits = std::string_view(entry.config).substr(entry.config.rfind('/') + 1);
  std::optional<image::Descriptor> found;
  for (const image::Descriptor& candidate : index->manifests) {
    const bool named = has_name(entry, candidate);
    if (found && !named) continue;
    if (!has_config(*layout_source(files, candidate), digits)) continue;
    found = candidate;
    if (named) return found;
  }
  return found;
}

}  // namespace

Result<std::vector<DockerEntry>> read_docker_manifest(const Files& files) {
  const std::string text = TRY(read(files, kDockerManifestFile));
  std::vector<DockerEntry> entries =
      TRY_STEP(files.name() + ": manifest.json", json::decode_text<std::vector<DockerEntry>>(text));
  if (entries.size() > kMaxImages)
    return fail(concat(files.name(), ": manifest.json: more than ", kMaxImages, " images"));
  return entries;
}

std::string write_docker_manifest(const std::vector<DockerEntry>& entries) { return json::encode_text(entries); }

Result<DockerEntry> find_docker_entry(const std::vector<DockerEntry>& entries, const std::string& reference,
                                      const std::string& archive) {
  std::vector<std::string> tags;
  for (const DockerEntry& entry : entries) tags.insert(tags.end(), entry.repo_tags.begin(), entry.repo_tags.end());
  if (reference.empty()) {
    if (entries.size() == 1) return entries.front();
    return fail(concat(archive, ": there are ", entries.size(), " images: ", join(tags, ", "))).with_hint("say which");
  }
  if (reference.starts_with('@')) {
    const auto number = parse_number<std::size_t>(std::string_view(reference).substr(1));
    if (number && *number < entries.size()) return entries[*number];
    return fail(concat(archive, ": no image ", reference, ", there are ", entries.size()));
  }
  const image::Reference wanted = TRY(image::parse_reference(reference));
  for (const DockerEntry& entry : entries) {
    for (const std::string& tag : entry.repo_tags) {
      const Result<image::Reference> known = image::parse_reference(tag);
      if (known && known->text() == wanted.text()) return entry;
    }
  }
  return fail(concat(archive, ": no image \"", reference, "\", only: ", join(tags, ", ")));
}

Result<std::unique_ptr<ImageSource>> docker_archive_source(std::shared_ptr<const Files> files,
                                                           const DockerEntry& entry) {
  if (std::optional<image::Descriptor> known = find_in_layout(files, entry)) {
    return layout_source(std::move(files), std::move(*known));
  }
  auto source = std::make_unique<DockerArchiveSource>(std::move(files));
  TRY(source->prepare(entry));
  return std::unique_ptr<ImageSource>(std::move(source));
}

}  // namespace imagetool::archive
