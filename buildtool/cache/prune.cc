#include "buildtool/cache/prune.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "buildtool/cache/mounts.h"
#include "spec/layout/build_cache.h"
#include "spec/layout/garbage.h"

namespace buildtool::cache {

namespace {

Result<bool> remove(const spec::layout::Store& store, const Entry& entry) {
  if (!entry.file.empty()) {
    const bool gone = ::unlinkat(store.dir().get(), entry.file.c_str(), 0) == 0 || errno == ENOENT;
    return gone ? Result<bool>(true) : fail_errno("remove " + entry.file);
  }
  if (!entry.folder.empty()) return remove_cache_mount(store, entry.folder);
  for (const std::string& name : entry.records) TRY(spec::layout::remove_build_record(store, name));
  return true;
}

}  // namespace

Result<std::vector<Entry>> prune(const spec::layout::Store& store, const PruneOptions& options) {
  std::vector<Entry> entries = TRY(list_entries(store));
  std::uint64_t total = 0;
  for (const Entry& entry : entries) total += entry.own_size();
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.used < b.used; });
  std::vector<Entry> gone;
  for (Entry& entry : entries) {
    if (options.keep && total <= *options.keep) break;
    if (entry.in_use || (entry.shared && !options.all) || !options.filter.matches(entry)) continue;
    const bool removed = TRY(remove(store, entry));
    if (!removed) continue;
    total -= entry.own_size();
    gone.push_back(std::move(entry));
  }
  TRY(spec::layout::collect(store));
  return gone;
}

}  // namespace buildtool::cache
