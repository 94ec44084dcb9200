#include "spec/layout/build_cache.h"

#include <sys/stat.h>
#include <unistd.h>

#include "spec/base/file.h"
#include "spec/base/temporary.h"
#include "spec/json/table.h"

namespace spec::layout {

constexpr auto describe(const BuildRecord*) {
  return std::tuple{json::required("created", &BuildRecord::created), json::required("blob", &BuildRecord::blob),
                    json::required("diffID", &BuildRecord::diff_id), json::required("next", &BuildRecord::next),
                    json::optional("description", &BuildRecord::description)};
}

namespace {

constexpr const char* kFolder = "buildcache";
constexpr std::uint64_t kMaxRecord = 64 << 10;

std::string path_of(const image::Digest& key) { return std::string(kFolder) + "/" + std::string(key.hex()); }

// A cache can always be done without: what is missing or damaged is no record.
std::optional<BuildRecord> read_record(const Store& store, const std::string& path) {
  const Result<std::string> text = read_file(store.dir(), path, kMaxRecord);
  if (!text) return std::nullopt;
  Result<BuildRecord> record = json::decode_text<BuildRecord>(*text);
  if (!record) return std::nullopt;
  return std::move(*record);
}

}  // namespace

Result<std::optional<BuildRecord>> find_build_record(const Lease& lease, const image::Digest& key) {
  std::optional<BuildRecord> record = read_record(lease.store(), path_of(key));
  if (!record) return record;
  TRY(lease.hold({record->blob.digest}, {{LayerId::By::kDiff, record->diff_id}}));
  const bool has_blob = TRY(lease.store().has(record->blob));
  if (!has_blob) return std::optional<BuildRecord>();
  // What was used last goes last. Not worth an error: somebody may be removing it just now.
  (void)::utimensat(lease.store().dir().get(), path_of(key).c_str(), nullptr, 0);
  return record;
}

Result<void> put_build_record(const Store& store, const image::Digest& key, const BuildRecord& record) {
  TRY(make_dirs(store.dir(), kFolder, 0700));
  return replace_file(store.dir(), path_of(key), json::encode_text(record), 0600, Durable::kNo);
}

Result<std::vector<StoredRecord>> list_build_records(const Store& store) {
  std::vector<StoredRecord> out;
  const Result<std::vector<std::string>> names = list_dir(store.dir(), kFolder);
  if (!names && names.error().number == ENOENT) return out;
  if (!names) return names.error();
  for (const std::string& name : *names) {
    if (name.starts_with(kTemporaryPrefix)) continue;
    const std::string path = std::string(kFolder) + "/" + name;
    std::optional<BuildRecord> record = read_record(store, path);
    struct stat status = {};
    if (!record || ::fstatat(store.dir().get(), path.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) continue;
    out.push_back({std::move(*record), name, status.st_mtim.tv_sec});
  }
  return out;
}

Result<void> remove_build_record(const Store& store, const std::string& name) {
  const std::string path = std::string(kFolder) + "/" + name;
  if (::unlinkat(store.dir().get(), path.c_str(), 0) < 0 && errno != ENOENT) return fail_errno("remove " + path);
  return {};
}

}  // namespace spec::layout
