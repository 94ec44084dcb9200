// Several things at once, until one fails.
#pragma once

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "spec/base/result.h"

namespace imagetool::transfer {

// Calls `work` with each of the items, in their order, `parallel` at once, one
// of them in this thread. After a failure nothing new is begun; the first error
// is returned.
template <class Item, class Work>
Result<void> in_parallel(const std::vector<Item>& items, unsigned parallel, const Work& work) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> stop{false};
  std::mutex mutex;
  Result<void> result;
  const auto run = [&] {
    while (!stop) {
      const std::size_t mine = next++;
      if (mine >= items.size()) return;
      Result<void> done = work(items[mine]);
      if (done) continue;
      const std::lock_guard lock(mutex);
      if (!stop.exchange(true)) result = std::move(done);
    }
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < std::min<std::size_t>(parallel, items.size()); ++i) others.emplace_back(run);
  run();
  for (std::thread& other : others) other.join();
  return result;
}

}  // namespace imagetool::transfer
