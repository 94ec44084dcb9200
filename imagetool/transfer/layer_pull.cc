#include "imagetool/transfer/layer_pull.h"

#include <thread>
#include <vector>

#include "imagetool/transfer/pipe.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"
#include "spec/layer/compression.h"
#include "spec/layout/blob_writer.h"

namespace imagetool::transfer {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

// Where the bytes of the blob go as they come.
class Arrival : public Sink {
 public:
  Arrival(const LayerPull& pull, const image::Descriptor& blob, Sink& file, Sink* onwards)
      : pull_(pull), blob_(blob), file_(file), onwards_(onwards) {}

  Result<void> write(std::string_view data) override {
    TRY(check_interrupted());
    if (pull_.stop.load(std::memory_order_relaxed)) return fail("stopped: another layer failed");
    TRY(file_.write(data));
    if (onwards_ != nullptr) TRY(onwards_->write(data));
    received_ += data.size();
    pull_.progress.bytes(blob_.digest, "Downloading", received_, blob_.size);
    return {};
  }

 private:
  const LayerPull& pull_;
  const image::Descriptor& blob_;
  Sink& file_;
  Sink* onwards_;
  std::uint64_t received_ = 0;
};

Result<void> download(const LayerPull& pull, const image::Descriptor& blob, Sink* onwards) {
  layout::BlobWriter writer = TRY(layout::BlobWriter::make(pull.lease, blob));
  Arrival arrival(pull, blob, writer, onwards);
  TRY(pull.repository.get_blob(blob, arrival));
  pull.progress.state(blob.digest, "Verifying Checksum");
  TRY(writer.commit());
  pull.progress.state(blob.digest, "Download complete");
  return {};
}

// The second thread: plain bytes, and the digest over them.
Result<image::Digest> inflate(Pipe& compressed, Pipe& plain, image::Algorithm algorithm) {
  const std::unique_ptr<Source> source = TRY(spec::layer::decompress(compressed));
  image::Digester digester(algorithm);
  std::vector<char> buffer(256 << 10);
  while (true) {
    const std::size_t size = TRY(source->read(buffer.data(), buffer.size()));
    if (size == 0) break;
    const std::string_view data(buffer.data(), size);
    digester.update(data);
    TRY(plain.write(data));
    // Whoever unpacks has given up: what is left of a bomb need not be blown up.
    if (plain.abandoned()) return fail("not unpacked to its end");
  }
  return digester.finish();
}

struct Unpacking {
  Result<void> download;
  Result<image::Digest> diff_id = image::Digest();
  Result<spec::layer::Applied> applied = spec::layer::Applied();
};

Unpacking run_stages(const LayerPull& pull, const LayerToPull& layer, layout::PendingLayer& pending) {
  Unpacking result;
  Pipe compressed;
  Pipe plain;
  std::thread inflating([&] {
    result.diff_id = inflate(compressed, plain, layer.diff_id.algorithm());
    compressed.abandon();
    if (result.diff_id) {
      plain.finish();
    } else {
      plain.fail(result.diff_id.error());
    }
  });
  std::thread unpacking([&] {
    result.applied = pending.apply(plain);
    plain.abandon();
  });
  result.download = download(pull, layer.blob, &compressed);
  if (result.download) {
    pull.progress.state(layer.blob.digest, "Extracting");
    compressed.finish();
  } else {
    compressed.fail(result.download.error());
  }
  inflating.join();
  unpacking.join();
  return result;
}

// The first cause: a blob of the wrong digest explains why it could not be
// decompressed, and that why it could not be unpacked. Only where the unpacking
// gave up by itself is its error the cause of the decompression's.
Result<void> first_error(Unpacking& result) {
  if (!result.download) return std::move(result.download).error();
  if (!result.diff_id && !result.applied && result.applied.error().message != result.diff_id.error().message) {
    return std::move(result.applied).error();
  }
  if (!result.diff_id) return std::move(result.diff_id).error();
  if (!result.applied) return std::move(result.applied).error();
  return {};
}

}  // namespace

Result<void> pull_blob(const LayerPull& pull, const image::Descriptor& blob) { return download(pull, blob, nullptr); }

Result<Outcome> pull_layer(const LayerPull& pull, const LayerToPull& layer) {
  std::unique_ptr<layout::PendingLayer> pending = TRY(pull.unpacked.begin(pull.lease));
  Unpacking result = run_stages(pull, layer, *pending);
  TRY_STEP("layer " + short_id(layer.blob.digest), first_error(result));
  if (*result.diff_id != layer.diff_id) {
    return fail(concat("layer ", layer.blob.digest.text(), ": its DiffID is ", result.diff_id->text(),
                       ", but the config says ", layer.diff_id.text()));
  }
  if (!result.applied->self_contained && !layer.is_base) return Outcome::kNeedsParents;
  layout::LayerId id{layout::LayerId::By::kDiff, layer.diff_id};
  if (!result.applied->self_contained) id = {layout::LayerId::By::kChain, layer.chain_id};
  TRY(pending->commit(id));
  return Outcome::kDone;
}

}  // namespace imagetool::transfer
