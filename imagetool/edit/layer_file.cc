#include "imagetool/edit/layer_file.h"

#include <array>

#include "imagetool/archive/input.h"
#include "imagetool/archive/nameless_file.h"
#include "imagetool/archive/pass_tar.h"
#include "spec/base/fd_stream.h"
#include "spec/base/interrupt.h"
#include "spec/image/media_type.h"
#include "spec/layer/decompress_any.h"

namespace imagetool::edit {

namespace image = spec::image;
namespace layer = spec::layer;

namespace {

// A file's bytes, which are a blob as they are.
class BlobSource : public Source {
 public:
  BlobSource(FdRef file, const std::string& name) : file_(file, name) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override {
    const std::size_t n = TRY(file_.read(buffer, size));
    digester_.update(std::string_view(buffer, n));
    size_ += n;
    return n;
  }
  image::Digest digest() { return digester_.finish(); }
  std::uint64_t size() const { return size_; }

 private:
  FdSource file_;
  image::Digester digester_;
  std::uint64_t size_ = 0;
};

class NoSink : public Sink {
 public:
  Result<void> write(std::string_view) override { return {}; }
};

// A pipe is read once, a layer more often.
Result<Fd> seekable(Fd input, const std::string& name) {
  if (::lseek(input.get(), 0, SEEK_SET) == 0) return input;
  Fd copy = TRY(archive::scratch_file());
  FdSource source(input, name);
  std::array<char, 128 << 10> buffer;
  while (true) {
    TRY(check_interrupted());
    const std::size_t n = TRY(source.read(buffer.data(), buffer.size()));
    if (n == 0) break;
    TRY(write_all(copy, std::string_view(buffer.data(), n), "a copy of " + name));
  }
  if (::lseek(copy.get(), 0, SEEK_SET) < 0) return fail_errno("lseek");
  return copy;
}

Result<layer::Compression> compression_of(FdRef file) {
  std::array<char, 4> start{};
  const ssize_t n = ::pread(file.get(), start.data(), start.size(), 0);
  if (n < 0) return fail_errno("read");
  return layer::detect_compression(std::string_view(start.data(), static_cast<std::size_t>(n)));
}

Result<LayerFile> layer_of(Fd file, const std::string& name) {
  const layer::Compression form = TRY(compression_of(file));
  if (form == layer::Compression::kNone) {
    LayerWriter writer = TRY(LayerWriter::make());
    const std::unique_ptr<Source> plain = TRY(layer::decompress_any(file));
    TRY(archive::pass_tar(*plain, writer));
    return writer.finish();
  }
  BlobSource blob(file, name);
  const std::unique_ptr<Source> plain = TRY(layer::decompress(blob));
  NoSink nowhere;
  LayerFile out;
  out.diff_id = TRY(archive::pass_tar(*plain, nowhere));
  out.blob.media_type = form == layer::Compression::kGzip ? image::kOciLayerGzip : image::kOciLayerZstd;
  out.blob.digest = blob.digest();
  out.blob.size = blob.size();
  out.file = {std::make_shared<const Fd>(std::move(file)), 0, out.blob.size};
  return out;
}

}  // namespace

Result<LayerFile> read_layer(const std::string& path) {
  const std::string name = path == "-" ? "standard input" : path;
  Fd input = TRY(archive::open_input(path));
  Fd file = TRY(seekable(std::move(input), name));
  return TRY_STEP(name, layer_of(std::move(file), name));
}

// At an address of its own: the compressor writes into it.
struct LayerWriter::State : public Sink {
  explicit State(Fd scratch) : file(std::move(scratch)) {}
  Result<void> write(std::string_view compressed) override {
    digester.update(compressed);
    size += compressed.size();
    return write_all(file, compressed, "a layer in $TMPDIR");
  }

  Fd file;
  image::Digester digester;  // of the blob
  std::uint64_t size = 0;
  image::Digester diff_id;
  std::unique_ptr<layer::Compressor> gzip;
};

LayerWriter::LayerWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
LayerWriter::LayerWriter(LayerWriter&&) noexcept = default;
LayerWriter::~LayerWriter() = default;

Result<LayerWriter> LayerWriter::make() {
  Fd scratch = TRY(archive::scratch_file());
  auto state = std::make_unique<State>(std::move(scratch));
  state->gzip = TRY(layer::compress(*state, layer::Compression::kGzip));
  return LayerWriter(std::move(state));
}

Result<void> LayerWriter::write(std::string_view tar) {
  TRY(check_interrupted());
  state_->diff_id.update(tar);
  return state_->gzip->write(tar);
}

Result<LayerFile> LayerWriter::finish() {
  TRY(state_->gzip->finish());
  LayerFile out;
  out.blob.media_type = image::kOciLayerGzip;
  out.blob.digest = state_->digester.finish();
  out.blob.size = state_->size;
  out.diff_id = state_->diff_id.finish();
  out.file = {std::make_shared<const Fd>(std::move(state_->file)), 0, out.blob.size};
  return out;
}

void add_layer(const LayerFile& layer, const std::string& created_by, Image& image, EditedSource& edited) {
  edited.put_file(layer.blob.digest, layer.file);
  image.manifest.layers.push_back(layer.blob);
  image.config.rootfs.diff_ids.push_back(layer.diff_id);
  image::History entry;
  entry.created = image.config.created;
  entry.created_by = created_by;
  image.config.history.push_back(std::move(entry));
}

}  // namespace imagetool::edit
