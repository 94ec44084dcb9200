#include "buildtool/build/oci_layout.h"

#include "spec/base/fd_stream.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/image/index.h"
#include "spec/image/manifest.h"
#include "spec/image/media_type.h"
#include "spec/layout/blob_writer.h"

namespace buildtool::build {

namespace {

namespace image = spec::image;
namespace layout = spec::layout;

constexpr const char* kRefName = "org.opencontainers.image.ref.name";
constexpr int kMaxNesting = 4;  // of an index in an index

struct Address {
  std::string path;
  std::string tag;
  std::string digest;
};

Address split_address(std::string_view text) {
  text.remove_prefix(kLayoutContext.size());
  Address address;
  if (const std::size_t at = text.rfind('@'); at != text.npos) {
    address.digest = text.substr(at + 1);
    text = text.substr(0, at);
  }
  const std::size_t colon = text.rfind(':');
  if (colon != text.npos && text.find('/', colon) == text.npos) {
    address.tag = text.substr(colon + 1);
    text = text.substr(0, colon);
  }
  address.path = text;
  return address;
}

class Importer {
 public:
  Importer(const layout::Lease& lease, Fd folder) : lease_(lease), folder_(std::move(folder)) {}

  Result<image::Descriptor> choose(const Address& address) const {
    const std::string text = TRY(read_file(folder_, "index.json", layout::kMaxDocument));
    const image::Index index = TRY_STEP("index.json", image::parse_index(text));
    const std::string tag = address.tag.empty() ? "latest" : address.tag;
    for (const image::Descriptor& entry : index.manifests) {
      if (!address.digest.empty()) {
        if (entry.digest.text() == address.digest) return entry;
        continue;
      }
      const auto name = entry.annotations.find(kRefName);
      // A whole name, as imagetool writes it, has its tag at its end.
      if (name != entry.annotations.end() && (name->second == tag || name->second.ends_with(":" + tag))) return entry;
    }
    if (address.digest.empty() && address.tag.empty() && index.manifests.size() == 1) return index.manifests.front();
    return fail(concat("no image ", address.digest.empty() ? tag : address.digest, " in the layout"));
  }

  // The document and what it leads to for the platform.
  Result<void> import(const image::Descriptor& target, const image::Platform& platform, int nesting = 0) const {
    TRY(copy(target));
    const std::string text = TRY(lease_.store().read_blob(target));
    if (!image::is_index(target.media_type)) {
      const image::Manifest manifest = TRY_STEP(target.digest.text(), image::parse_manifest(text, target.media_type));
      TRY(copy(manifest.config));
      for (const image::Descriptor& layer : manifest.layers) TRY(copy(layer));
      return {};
    }
    if (nesting == kMaxNesting) return fail(target.digest.text() + ": indexes nested too deeply");
    const image::Index index = TRY_STEP(target.digest.text(), image::parse_index(text, target.media_type));
    const image::Descriptor* match = image::best_match(index, platform);
    if (match == nullptr) {
      return fail(concat("no image for ", platform.text(), ", only for ", image::platforms_text(index)));
    }
    return import(*match, platform, nesting + 1);
  }

 private:
  Result<void> copy(const image::Descriptor& blob) const {
    TRY(lease_.hold({blob.digest}));
    const bool there = TRY(lease_.store().has(blob));
    if (there) return {};
    const std::string path = layout::Store::blob_path(blob.digest);
    const Fd file = TRY(open_at(folder_, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
    FdSource source(file, path);
    layout::BlobWriter writer = TRY(layout::BlobWriter::make(lease_, blob));
    std::string buffer(std::size_t{1} << 17, '\0');
    for (;;) {
      const std::size_t size = TRY(source.read(buffer.data(), buffer.size()));
      if (size == 0) break;
      TRY(writer.write(std::string_view(buffer).substr(0, size)));
    }
    TRY(writer.commit());
    return {};
  }

  const layout::Lease& lease_;
  Fd folder_;
};

}  // namespace

Result<layout::StoredImage> import_layout(const layout::Lease& lease, const std::string& address,
                                          const image::Platform& platform) {
  const Address parts = split_address(address);
  Fd folder = TRY(open_dir(parts.path));
  const Importer importer(lease, std::move(folder));
  const image::Descriptor target = TRY(importer.choose(parts));
  TRY(importer.import(target, platform));
  return layout::load_image(lease.store(), target, platform);
}

}  // namespace buildtool::build
