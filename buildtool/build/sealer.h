// Upper folders -> layers in the store, on threads of their own while the build
// goes on: tar, DiffID, gzip, digest, all in one pass.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "buildtool/build/interrupt.h"
#include "spec/base/result.h"
#include "spec/image/descriptor.h"
#include "spec/layout/lease.h"

namespace buildtool::build {

struct SealedLayer {
  spec::image::Descriptor blob;
  spec::image::Digest diff_id;
};

class Sealer {
 public:
  // Both must outlive it. Times after `clamp` (SOURCE_DATE_EPOCH) become it.
  Sealer(const spec::layout::Lease& lease, const Interrupt& interrupt, std::optional<std::int64_t> clamp);
  // Waits for what was begun, drops the rest.
  ~Sealer();

  // The folder, an overlay's upper, must not change any more.
  std::future<Result<SealedLayer>> seal(std::string folder);

 private:
  Result<SealedLayer> seal_now(const std::string& folder) const;
  void work();

  const spec::layout::Lease& lease_;
  const Interrupt& interrupt_;
  std::optional<std::int64_t> clamp_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::packaged_task<Result<SealedLayer>()>> queue_;
  bool ending_ = false;
  std::vector<std::thread> threads_;  // started as they are needed
};

}  // namespace buildtool::build
