#include "imagetool/artifact/make.h"

#include <sys/stat.h>

#include <array>

#include "imagetool/edit/layer_file.h"
#include "spec/base/fd_stream.h"
#include "spec/base/file.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/image/manifest.h"
#include "spec/image/media_type.h"
#include "spec/layer/entry_path.h"
#include "spec/layer/tree_writer.h"

namespace imagetool::artifact {

namespace image = spec::image;
namespace layer = spec::layer;

namespace {

constexpr const char* kUnknownType = "application/vnd.unknown.artifact.v1";
constexpr const char* kUnknownConfig = "application/vnd.unknown.config.v1+json";

Result<image::Descriptor> add_file(Fd file, const File& wanted, edit::EditedSource& source) {
  image::Descriptor blob;
  image::Digester digester;
  FdSource content(file, wanted.path);
  std::array<char, 128 << 10> buffer;
  while (true) {
    TRY(check_interrupted());
    const std::size_t n = TRY(content.read(buffer.data(), buffer.size()));
    if (n == 0) break;
    digester.update(std::string_view(buffer.data(), n));
    blob.size += n;
  }
  blob.digest = digester.finish();
  blob.media_type = wanted.media_type.empty() ? std::string(image::kOciLayer) : wanted.media_type;
  source.put_file(blob.digest, {std::make_shared<const Fd>(std::move(file)), 0, blob.size});
  return blob;
}

// With all that is in it, below its own name.
Result<image::Descriptor> add_folder(const std::string& path, const struct stat& status, const File& wanted,
                                     edit::EditedSource& source) {
  edit::LayerWriter writer = TRY(edit::LayerWriter::make());
  layer::TarWriter tar(writer);
  const layer::SplitPath place = layer::split_path(path);
  const Fd parent = TRY(open_dir(place.parent.empty() ? "." : place.parent));
  TRY(layer::TreeWriter(tar).add_tree({parent, place.name, path, status}));
  TRY(tar.finish());
  edit::LayerFile packed = TRY(writer.finish());
  source.put_file(packed.blob.digest, packed.file);
  if (!wanted.media_type.empty()) packed.blob.media_type = wanted.media_type;
  packed.blob.annotations[kUnpack] = "true";
  packed.blob.annotations[kTarDigest] = packed.diff_id.text();
  return packed.blob;
}

Result<image::Descriptor> add(const File& wanted, edit::EditedSource& source) {
  if (wanted.path.starts_with('/')) return fail("an absolute path is no name for a part of an artifact");
  const std::string path = TRY(layer::clean_path(wanted.path));
  Fd file = TRY(open_at(FdRef::cwd(), wanted.path, O_RDONLY));
  struct stat status {};
  if (::fstat(file.get(), &status) < 0) return fail_errno("stat");
  const bool is_folder = S_ISDIR(status.st_mode);
  if (!is_folder && !S_ISREG(status.st_mode)) return fail("neither a file nor a folder");
  image::Descriptor blob =
      is_folder ? TRY(add_folder(path, status, wanted, source)) : TRY(add_file(std::move(file), wanted, source));
  blob.annotations[kTitle] = path;
  return blob;
}

}  // namespace

File parse_file(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {std::string(text), ""};
  return {std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

Result<void> make(const Wish& wish, edit::EditedSource& source) {
  image::Manifest manifest;
  manifest.media_type = image::kOciManifest;
  manifest.artifact_type = wish.artifact_type;
  if (wish.config) {
    Fd file = TRY_STEP(wish.config->path, open_at(FdRef::cwd(), wish.config->path, O_RDONLY));
    File config = *wish.config;
    if (config.media_type.empty()) config.media_type = kUnknownConfig;
    manifest.config = TRY_STEP(config.path, add_file(std::move(file), config, source));
  } else {
    if (wish.artifact_type.empty()) manifest.artifact_type = kUnknownType;
    manifest.config = source.put("{}", image::kOciEmpty);
  }
  for (const File& file : wish.files) manifest.layers.push_back(TRY_STEP(file.path, add(file, source)));
  // image-spec wants one, even of an artifact that is only its annotations.
  if (manifest.layers.empty()) manifest.layers.push_back(source.put("{}", image::kOciEmpty));
  manifest.subject = wish.subject;
  manifest.annotations = wish.annotations;
  manifest.annotations.try_emplace("org.opencontainers.image.created", format_time({now().tv_sec, 0}));
  const std::string text = image::write_manifest(manifest);
  source.set_top(TRY(archive::verified_document(text, source.put(text, image::kOciManifest))));
  return {};
}

}  // namespace imagetool::artifact
