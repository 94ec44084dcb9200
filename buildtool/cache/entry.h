// What the cache of builds holds: layers of steps (spec/layout/build_cache.h)
// and folders of RUN --mount=type=cache.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/image/digest.h"
#include "spec/layout/store.h"

namespace buildtool::cache {

// Times are seconds since 1970.
struct Entry {
  std::string id;
  std::string type;         // "regular": a layer; "exec.cachemount"; "source.local", "source.http": a build's memory
  std::string description;  // "RUN make", "/root/.cache"
  std::int64_t created = 0;
  std::int64_t used = 0;             // when a build last had it
  std::uint64_t size = 0;            // on the disk: of a layer its blob and its unpacked files
  int count = 0;                     // of a layer: the steps that it is the result of
  bool is_mutable = false;           // a folder
  bool in_use = false;               // by a build that runs
  bool shared = false;               // an image has the layer, too: it stays when the cache forgets it
  std::vector<std::string> records;  // of a layer: their names
  std::string folder;                // the cache mount's name
  std::string file;                  // of a memory, relative to the store

  // What its removal frees.
  std::uint64_t own_size() const { return shared ? 0 : size; }
};

// All of them, the biggest first. What builds do meanwhile may be missing.
Result<std::vector<Entry>> list_entries(const spec::layout::Store& store);

}  // namespace buildtool::cache
