// Where the folders of RUN --mount=type=cache are: STORE/cachemounts/NAME/content.
// Beside the content a lock that a RUN holds while it uses the folder, whose
// time is that of the last use, and `about`, which says what it is for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/lock.h"
#include "spec/base/result.h"
#include "spec/layout/store.h"

namespace buildtool::cache {

inline constexpr const char* kCacheMounts = "cachemounts";

// What a RUN does that has the lock: notes the use, and where the content is
// new, what the folder is for.
Result<void> note_use(FdRef folder, const std::string& description);

// Times are seconds since 1970.
struct CacheMount {
  std::string name;
  std::string description;
  std::int64_t created = 0;
  std::int64_t used = 0;
  std::uint64_t size = 0;
  bool in_use = false;
};

// Those that have a content.
Result<std::vector<CacheMount>> list_cache_mounts(const spec::layout::Store& store);

// Removes the content; false where a RUN has it. A RUN that begins meanwhile
// finds the folder empty.
Result<bool> remove_cache_mount(const spec::layout::Store& store, const std::string& name);

}  // namespace buildtool::cache
