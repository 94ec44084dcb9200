#include "imagetool/transfer/recompress.h"

#include <fcntl.h>

#include <algorithm>
#include <map>

#include "spec/base/fd_stream.h"
#include "spec/base/interrupt.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"
#include "spec/image/index.h"
#include "spec/image/manifest.h"
#include "spec/layer/compression.h"

namespace imagetool::transfer {

namespace image = spec::image;
namespace layout = spec::layout;
using image::Compression;

namespace {

using Replaced = std::map<image::Digest, image::Descriptor>;  // old digest -> new descriptor

// Digests what passes; reads a blob, or writes one.
class DigestingSource : public Source {
 public:
  DigestingSource(Source& in, image::Algorithm algorithm) : in_(in), digester_(algorithm) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override {
    TRY(check_interrupted());
    const std::size_t got = TRY(in_.read(buffer, size));
    digester_.update(std::string_view(buffer, got));
    return got;
  }
  image::Digest finish() { return digester_.finish(); }

 private:
  Source& in_;
  image::Digester digester_;
};

class DigestingSink : public Sink {
 public:
  explicit DigestingSink(FdRef file) : file_(file) {}
  Result<void> write(std::string_view data) override {
    digester_.update(data);
    size_ += data.size();
    return write_all(file_, data, "compressed layer");
  }
  image::Digest finish() { return digester_.finish(); }
  std::uint64_t size() const { return size_; }

 private:
  FdRef file_;
  image::Digester digester_;
  std::uint64_t size_ = 0;
};

std::string layer_type(Compression form, bool docker) {
  switch (form) {
    case Compression::kGzip:
      return std::string(docker ? image::kDockerLayerGzip : image::kOciLayerGzip);
    case Compression::kZstd:
      return std::string(image::kOciLayerZstd);
    case Compression::kNone:
      break;
  }
  return std::string(docker ? image::kDockerLayer : image::kOciLayer);
}

// Without compression the bytes go as they are.
Result<void> copy(Source& plain, Sink& out, const Recompression& wanted) {
  std::unique_ptr<spec::layer::Compressor> compressor;
  if (wanted.form != Compression::kNone) compressor = TRY(spec::layer::compress(out, wanted.form, wanted.level));
  Sink& to = compressor ? static_cast<Sink&>(*compressor) : out;
  std::string buffer(256 << 10, '\0');
  while (true) {
    const std::size_t size = TRY(plain.read(buffer.data(), buffer.size()));
    if (size == 0) return compressor ? compressor->finish() : Result<void>();
    TRY(to.write(std::string_view(buffer).substr(0, size)));
  }
}

class Recompressor {
 public:
  Recompressor(const layout::Lease& lease, Contents& contents, const Recompression& wanted, Progress& progress)
      : lease_(lease), contents_(contents), wanted_(wanted), progress_(progress) {}

  Result<void> run() {
    for (registry::Document& document : contents_.manifests) TRY(rewrite(document));
    TRY(rewrite(contents_.top));
    for (image::Descriptor& blob : contents_.blobs) {
      if (const auto found = replaced_.find(blob.digest); found != replaced_.end()) blob = found->second;
    }
    return {};
  }

 private:
  Result<void> rewrite(registry::Document& document) {
    return image::is_index(document.descriptor.media_type) ? rewrite_index(document) : rewrite_manifest(document);
  }

  Result<void> rewrite_manifest(registry::Document& document) {
    image::Manifest manifest = TRY(image::parse_manifest(document.text, document.descriptor.media_type));
    bool docker = document.descriptor.media_type == image::kDockerManifest;
    bool changed = false;
    for (const image::Descriptor& layer : manifest.layers) changed = changed || is_to_change(layer);
    if (!changed) return {};
    if (docker && wanted_.form == Compression::kZstd) {
      docker = false;
      manifest.media_type = image::kOciManifest;
      manifest.config.media_type = image::kOciConfig;
    }
    for (image::Descriptor& layer : manifest.layers) {
      const auto form = image::layer_compression(layer.media_type);
      if (is_to_change(layer)) {
        layer = TRY_STEP("layer " + short_id(layer.digest), replacement(layer, docker));
      } else if (form && is_here(layer)) {
        layer.media_type = layer_type(*form, docker);
      }
    }
    replace(document, image::write_manifest(manifest), docker ? image::kDockerManifest : image::kOciManifest);
    return {};
  }

  Result<void> rewrite_index(registry::Document& document) {
    image::Index index = TRY(image::parse_index(document.text, document.descriptor.media_type));
    bool changed = false;
    for (image::Descriptor& entry : index.manifests) {
      const auto found = replaced_.find(entry.digest);
      if (found == replaced_.end()) continue;
      entry.media_type = found->second.media_type;
      entry.digest = found->second.digest;
      entry.size = found->second.size;
      changed = true;
    }
    if (changed) replace(document, image::write_index(index), document.descriptor.media_type);
    return {};
  }

  void replace(registry::Document& document, std::string text, std::string_view media_type) {
    const image::Digest old = document.descriptor.digest;
    document.text = std::move(text);
    document.descriptor.media_type = media_type;
    document.descriptor.digest = image::digest_of(document.text);
    document.descriptor.size = document.text.size();
    replaced_[old] = document.descriptor;
  }

  bool is_here(const image::Descriptor& layer) const {
    return std::any_of(contents_.blobs.begin(), contents_.blobs.end(),
                       [&](const image::Descriptor& blob) { return blob.digest == layer.digest; });
  }

  bool is_to_change(const image::Descriptor& layer) const {
    const auto form = image::layer_compression(layer.media_type);
    return form && is_here(layer) && (wanted_.force || *form != wanted_.form);
  }

  Result<image::Descriptor> replacement(const image::Descriptor& layer, bool docker) {
    auto found = replaced_.find(layer.digest);
    if (found == replaced_.end()) {
      image::Descriptor made = TRY(compress(layer));
      found = replaced_.emplace(layer.digest, std::move(made)).first;
    }
    image::Descriptor out = layer;
    out.media_type = layer_type(wanted_.form, docker);
    out.digest = found->second.digest;
    out.size = found->second.size;
    return out;
  }

  Result<image::Descriptor> compress(const image::Descriptor& layer) {
    progress_.add(layer.digest, "Compressing");
    const Fd blob = TRY(lease_.store().open_blob(layer.digest));
    FdSource file(blob, "blob");
    DigestingSource compressed(file, layer.digest.algorithm());
    const std::unique_ptr<Source> plain = TRY(spec::layer::decompress(compressed));
    const TemporaryFile made = TRY(TemporaryFile::make(lease_.tmp(), ".", 0600));
    DigestingSink sink(made.fd());
    TRY(copy(*plain, sink, wanted_));
    if (compressed.finish() != layer.digest) return fail("its content has another digest: it is damaged");
    progress_.state(layer.digest, "Compressed");
    image::Descriptor out = layer;
    out.digest = sink.finish();
    out.size = sink.size();
    // The file's name goes with `made`; its content is there as long as it is open.
    Fd open(::fcntl(made.fd().get(), F_DUPFD_CLOEXEC, 0));
    if (!open) return fail_errno("compressed layer");
    contents_.files[out.digest] = std::move(open);
    return out;
  }

  const layout::Lease& lease_;
  Contents& contents_;
  const Recompression& wanted_;
  Progress& progress_;
  Replaced replaced_;
};

}  // namespace

Result<Recompression> parse_compression(std::string_view text) {
  Recompression out;
  const std::string_view form = text.substr(0, text.find(':'));
  int highest = 0;
  if (form == "gzip") {
    highest = 12;
  } else if (form == "zstd") {
    out.form = Compression::kZstd;
    highest = 19;
  } else if (form == "none") {
    out.form = Compression::kNone;
  } else {
    return fail(concat("compression \"", text, "\": expected gzip, zstd or none, and perhaps :LEVEL"));
  }
  if (form.size() == text.size()) return out;
  const std::optional<int> level = parse_number<int>(text.substr(form.size() + 1));
  if (!level || *level < 1 || *level > highest) {
    return fail(highest == 0 ? concat("compression \"", text, "\": none has no level")
                             : concat("compression \"", text, "\": a level of ", form, " is from 1 to ", highest));
  }
  out.level = *level;
  return out;
}

Result<Contents> recompress(const layout::Lease& lease, Contents contents, const Recompression& wanted,
                            Progress& progress) {
  TRY(Recompressor(lease, contents, wanted, progress).run());
  return contents;
}

}  // namespace imagetool::transfer
