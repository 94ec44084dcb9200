#include "imagetool/volume/remove.h"

#include "spec/base/text.h"
#include "spec/layout/folder_size.h"

namespace imagetool::volume {

Result<void> remove(const Volumes& volumes, const std::string& name, bool force) {
  const FileLock lock = TRY(volumes.lock());
  const Result<Volume> volume = volumes.find(name);
  if (!volume && volume.error().number == ENOENT && force) return {};
  if (!volume) return volume.error();
  const Volumes::Users users = TRY(volumes.users());
  const auto found = users.find(name);
  if (found != users.end()) {
    const std::vector<std::string> bundles(found->second.begin(), found->second.end());
    return fail(concat("remove ", name, ": volume is in use - [", join(bundles, ", "), "]"));
  }
  return volumes.remove(*volume);
}

Result<Pruned> prune(const Volumes& volumes, const Filter& filter, bool all) {
  const FileLock lock = TRY(volumes.lock());
  TRY(volumes.tidy());
  const Volumes::Users users = TRY(volumes.users());
  Pruned pruned;
  for (const Volume& volume : TRY(volumes.list())) {
    if (users.contains(volume.name) || !filter.matches(volume, false)) continue;
    if (!all && !filter.all() && !volume.is_anonymous()) continue;
    const Fd data = TRY(volumes.open_data(volume));
    pruned.bytes += TRY(spec::layout::folder_size(data));
    TRY(volumes.remove(volume));
    pruned.names.push_back(volume.name);
  }
  return pruned;
}

Result<void> remove_anonymous(const Volumes& volumes, const std::vector<std::string>& names) {
  const FileLock lock = TRY(volumes.lock());
  const Volumes::Users users = TRY(volumes.users());
  for (const std::string& name : names) {
    const Result<Volume> volume = volumes.find(name);
    if (volume && volume->is_anonymous() && !users.contains(name)) TRY(volumes.remove(*volume));
  }
  return {};
}

}  // namespace imagetool::volume
