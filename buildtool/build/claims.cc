#include "buildtool/build/claims.h"

namespace buildtool::build {

Result<LayerPtr> Claims::take(const spec::image::Digest& key) {
  std::unique_lock lock(mutex_);
  const auto [entry, is_first] = layers_.try_emplace(key);
  if (is_first) return LayerPtr();
  changed_.wait(lock, [&made = entry->second] { return made.has_value(); });
  if (*entry->second == nullptr) return fail("interrupted");
  return *entry->second;
}

void Claims::settle(const spec::image::Digest& key, LayerPtr layer) {
  {
    const std::lock_guard lock(mutex_);
    layers_[key] = std::move(layer);
  }
  changed_.notify_all();
}

}  // namespace buildtool::build
