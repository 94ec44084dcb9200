#include "imagetool/endpoint/records.h"

#include <unistd.h>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace imagetool::endpoint {

Result<Records> Records::open() {
  const std::string path = spec::network::record_folder();
  TRY(make_dirs(FdRef::cwd(), path, 0755));
  Fd folder = TRY(open_dir(path));
  FileLock lock = TRY(FileLock::wait(folder, "lock", LockKind::kExclusive));
  return Records(std::move(folder), std::move(lock));
}

Result<std::optional<Record>> Records::find(const std::string& bundle) const {
  for (Record& record : TRY(list())) {
    if (record.bundle == bundle) return std::optional<Record>(std::move(record));
  }
  return std::optional<Record>();
}

Result<void> Records::save(const Record& record) const {
  return replace_file(folder_, record.key + ".json", spec::network::write_record(record), 0644, Durable::kNo);
}

Result<void> Records::remove(const Record& record) const {
  const std::string name = record.key + ".json";
  if (::unlinkat(folder_.get(), name.c_str(), 0) < 0 && errno != ENOENT) return fail_errno(name);
  return {};
}

}  // namespace imagetool::endpoint
