#include "buildtool/build/sealer.h"

#include <algorithm>

#include "buildtool/build/digesting_sink.h"
#include "spec/base/file.h"
#include "spec/layer/compression.h"
#include "spec/layer/diff.h"
#include "spec/layout/blob_writer.h"

namespace buildtool::build {

Sealer::Sealer(const spec::layout::Lease& lease, const Interrupt& interrupt, std::optional<std::int64_t> clamp)
    : lease_(lease), interrupt_(interrupt), clamp_(clamp) {}

Sealer::~Sealer() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    queue_.clear();
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::future<Result<SealedLayer>> Sealer::seal(std::string folder) {
  std::packaged_task<Result<SealedLayer>()> task([this, folder = std::move(folder)] { return seal_now(folder); });
  std::future<Result<SealedLayer>> result = task.get_future();
  const std::lock_guard lock(mutex_);
  queue_.push_back(std::move(task));
  const unsigned most = std::clamp(std::thread::hardware_concurrency(), 1U, 4U);
  if (threads_.size() < most) threads_.emplace_back([this] { work(); });
  wake_.notify_one();
  return result;
}

void Sealer::work() {
  for (;;) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    if (ending_) return;
    std::packaged_task<Result<SealedLayer>()> task = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    task();
  }
}

Result<SealedLayer> Sealer::seal_now(const std::string& folder) const {
  namespace layer = spec::layer;
  const Fd upper = TRY(open_dir(folder));
  spec::layout::BlobWriter blob = TRY(spec::layout::BlobWriter::make(lease_));
  const std::unique_ptr<layer::Compressor> gzip = TRY(layer::compress(blob, layer::Compression::kGzip));
  DigestingSink tar(*gzip, interrupt_);
  layer::DiffOptions options;
  options.clamp_time = clamp_;
  TRY(layer::diff_upper(upper, tar, options));
  TRY(gzip->finish());
  SealedLayer sealed;
  sealed.diff_id = tar.finish();
  sealed.blob.media_type = spec::image::kOciLayerGzip;
  sealed.blob.size = blob.size();
  sealed.blob.digest = TRY(blob.commit());
  return sealed;
}

}  // namespace buildtool::build
