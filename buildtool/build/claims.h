// Which steps are being made just now, so that stages with the same step make it once.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>

#include "buildtool/build/stage_state.h"
#include "spec/base/result.h"
#include "spec/image/digest.h"

namespace buildtool::build {

class Claims {
 public:
  // The layer of the step with that key. Whoever asks first gets none: he has
  // to make it, and to say what became of it with settle(). Others wait for
  // that; where it failed they get the error "interrupted".
  Result<LayerPtr> take(const spec::image::Digest& key);
  // nullptr: it failed.
  void settle(const spec::image::Digest& key, LayerPtr layer);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<spec::image::Digest, std::optional<LayerPtr>> layers_;  // nothing: it is being made
};

}  // namespace buildtool::build
