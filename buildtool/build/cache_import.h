// --cache-from: results of steps from elsewhere.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "buildtool/build/cache_config.h"
#include "buildtool/build/options.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/image/digest.h"
#include "spec/image/manifest.h"
#include "spec/layout/build_cache.h"
#include "spec/layout/lease.h"

namespace buildtool::build {

struct Session;

// Who may write there decides what our steps' results are; but a layer is
// what its digests say, or it is not taken.
class ImportedCache {
 public:
  // Reads what all of them have; one that cannot be read is told and passed over.
  void load(Session& session);

  // The record of that key, its layer fetched into the store and held; from
  // then on the store has the record, too. Thread-safe.
  Result<std::optional<spec::layout::BuildRecord>> take(Session& session, const spec::image::Digest& key);

  // Puts what the cache mount of that name has elsewhere into its new content. False where there is none, or it cannot
  // be had, which is told: a cache can always be done without. Thread-safe.
  bool fill_mount(Session& session, const std::string& name, FdRef content);
  // Those whose names are not among these, with their blobs in the store; one that cannot be had is left out.
  std::vector<CacheMountLayer> take_other_mounts(Session& session, const std::map<std::string, std::string>& names);

  // The record of a step whose result is not there: mode=min and inline have those of the stages that the result
  // was made from. nullptr where there is none.
  const CacheRecord* find_bare(const spec::image::Digest& key) const;
  bool has_bare() const { return !bare_.empty(); }

 private:
  struct Known {
    std::shared_ptr<const Fd> folder;  // an image layout
    spec::layout::BuildRecord record;
  };
  Result<void> load(Session& session, const CachePlace& place);
  Result<void> read(const std::shared_ptr<const Fd>& folder, const std::string& tag, const std::string& digest);
  void add(const std::shared_ptr<const Fd>& folder, const std::vector<CacheRecord>& records,
           const std::vector<spec::layout::BuildRecord>& layers);

  std::mutex mutex_;
  std::map<spec::image::Digest, Known> records_;
  std::map<spec::image::Digest, CacheRecord> bare_;
  struct KnownMount {
    std::shared_ptr<const Fd> folder;
    CacheMountLayer layer;
  };
  Result<void> fetch_mount(Session& session, const KnownMount& mount);
  std::map<std::string, KnownMount> mounts_;  // by name
};

}  // namespace buildtool::build
