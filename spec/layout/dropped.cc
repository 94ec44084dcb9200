#include "spec/layout/dropped.h"

#include <unistd.h>

#include <algorithm>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/layout/build_cache.h"
#include "spec/layout/garbage.h"

namespace spec::layout {

namespace {

constexpr std::uint64_t kMaxName = 64 << 10;

std::string record_path(const image::Digest& blob) {
  return concat("dropped/", blob.algorithm_name(), "-", blob.hex());
}

// By a process at work, or a build's cache.
Result<bool> is_needed(const Store& store, const image::Digest& blob) {
  const References leases = TRY(lease_references(store));
  const std::vector<StoredRecord> records = TRY(list_build_records(store));
  return leases.blobs.contains(blob) || std::any_of(records.begin(), records.end(), [&](const BuildRecord& record) {
           return record.blob.digest == blob;
         });
}

}  // namespace

Result<bool> drop_blob(const Store& store, const image::Digest& blob, const std::string& name) {
  const FileLock lock = TRY(store.lock(LockKind::kExclusive));
  if (TRY(is_needed(store, blob))) return false;
  TRY(make_dirs(store.dir(), "dropped", 0700));
  TRY(replace_file(store.dir(), record_path(blob), name, 0600, Durable::kYes));
  if (::unlinkat(store.dir().get(), Store::blob_path(blob).c_str(), 0) == 0) return true;
  if (errno != ENOENT) return fail_errno("remove " + Store::blob_path(blob));
  return false;
}

Result<std::optional<std::string>> dropped_to(const Store& store, const image::Digest& blob) {
  Result<std::string> name = read_file(store.dir(), record_path(blob), kMaxName);
  if (!name && name.error().number == ENOENT) return std::optional<std::string>();
  return std::optional(TRY(std::move(name)));
}

}  // namespace spec::layout
