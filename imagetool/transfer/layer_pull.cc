#include "imagetool/transfer/layer_pull.h"

#include <functional>
#include <thread>
#include <vector>

#include "imagetool/transfer/pipe.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"
#include "spec/layer/compression.h"
#include "spec/layout/partial_blob.h"

namespace imagetool::transfer {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

// Why there is nothing more to do for this layer.
Result<void> check_stopped(const LayerPull& pull) {
  TRY(check_interrupted());
  if (pull.stop.load(std::memory_order_relaxed)) return fail("stopped: another layer failed");
  return {};
}

// Where the bytes of the blob go as they come.
class Arrival : public Sink {
 public:
  // `onwards` may be null.
  Arrival(const LayerPull& pull, const image::Descriptor& blob, layout::PartialBlob& file, Sink* onwards)
      : pull_(pull), blob_(blob), file_(file), onwards_(onwards) {}

  Result<void> write(std::string_view data) override {
    TRY(check_stopped(pull_));
    TRY(file_.write(data));
    if (onwards_ != nullptr) TRY(onwards_->write(data));
    pull_.progress.bytes(blob_.digest, "Downloading", file_.size(), blob_.size);
    return {};
  }

 private:
  const LayerPull& pull_;
  const image::Descriptor& blob_;
  layout::PartialBlob& file_;
  Sink* onwards_;
};

// What was here already goes the same way, but for the file.
class Replay : public Sink {
 public:
  Replay(const LayerPull& pull, Sink* onwards) : pull_(pull), onwards_(onwards) {}
  Result<void> write(std::string_view data) override {
    TRY(check_stopped(pull_));
    return onwards_ == nullptr ? Result<void>() : onwards_->write(data);
  }

 private:
  const LayerPull& pull_;
  Sink* onwards_;
};

Result<layout::PartialBlob> take(const LayerPull& pull, const image::Descriptor& blob) {
  return layout::PartialBlob::take(pull.lease, blob, [&]() -> Result<void> {
    pull.progress.state(blob.digest, "Waiting");
    return check_stopped(pull);
  });
}

Result<void> download(const LayerPull& pull, const image::Descriptor& blob, layout::PartialBlob& file, Sink* onwards) {
  Replay replay(pull, onwards);
  TRY(file.replay(replay));
  Arrival arrival(pull, blob, file, onwards);
  if (file.size() < blob.size || blob.size == 0) TRY(pull.repository.get_blob(blob, arrival, file.size()));
  pull.progress.state(blob.digest, "Verifying Checksum");
  TRY(file.commit());
  pull.progress.state(blob.digest, "Download complete");
  return {};
}

// What is kept of a blob that did not come whole is its start, unless that is
// all of it: then the registry sends something else.
void keep_or_discard(const LayerPull& pull, const image::Descriptor& blob, layout::PartialBlob& file) {
  if (file.size() == blob.size && check_stopped(pull)) file.discard();
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

Unpacking run_stages(const LayerPull& pull, const LayerToPull& layer, layout::PartialBlob& file,
                     layout::PendingLayer& pending) {
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
  result.download = download(pull, layer.blob, file, &compressed);
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

Result<Outcome> pull_and_unpack(const LayerPull& pull, const LayerToPull& layer, layout::PartialBlob& file) {
  const std::unique_ptr<layout::PendingLayer> pending = TRY(pull.unpacked.begin(pull.lease));
  Unpacking result = run_stages(pull, layer, file, *pending);
  if (!result.download) keep_or_discard(pull, layer.blob, file);
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

// `work` with the blob's file, unless another process has fetched the blob
// meanwhile. What was kept of it may be damaged: then it is fetched anew, once.
Result<Outcome> with_blob(const LayerPull& pull, const image::Descriptor& blob,
                          const std::function<Result<Outcome>(layout::PartialBlob&)>& work) {
  layout::PartialBlob first = TRY(take(pull, blob));
  if (first.is_complete()) return Outcome::kNeedsParents;
  const bool resumed = first.size() > 0;
  Result<Outcome> outcome = work(first);
  if (outcome || !resumed || first.size() < blob.size || !check_stopped(pull)) return outcome;
  layout::PartialBlob anew = TRY(take(pull, blob));
  return anew.is_complete() ? outcome : work(anew);
}

}  // namespace

Result<void> pull_blob(const LayerPull& pull, const image::Descriptor& blob) {
  TRY(with_blob(pull, blob, [&](layout::PartialBlob& file) -> Result<Outcome> {
    Result<void> downloaded = download(pull, blob, file, nullptr);
    if (downloaded) return Outcome::kDone;
    keep_or_discard(pull, blob, file);
    return std::move(downloaded).error();
  }));
  return {};
}

Result<Outcome> pull_layer(const LayerPull& pull, const LayerToPull& layer) {
  return with_blob(pull, layer.blob, [&](layout::PartialBlob& file) { return pull_and_unpack(pull, layer, file); });
}

}  // namespace imagetool::transfer
