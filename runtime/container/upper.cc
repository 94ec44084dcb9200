#include "runtime/container/upper.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/container/status.h"
#include "spec/base/file.h"
#include "spec/base/lock.h"
#include "spec/base/text.h"

namespace runtime::container {

namespace {

constexpr const char* kFolder = ".uppers";

std::string link_name(const Upper& upper) { return concat(kFolder, "/", upper.device, "-", upper.inode); }

// The id that the link names; "" where there is none.
std::string user_of(FdRef state_root, const std::string& link) {
  char id[2048];
  const ssize_t n = ::readlinkat(state_root.get(), link.c_str(), id, sizeof id);
  return n > 0 ? std::string(id, static_cast<std::size_t>(n)) : "";
}

Result<bool> is_in_use(const Store& store, const std::string& id, const Upper& upper) {
  const Result<Folder> folder = store.find(id);
  if (!folder && folder.error().number == ENOENT) return false;
  if (!folder) return folder.error();
  const Result<Folder::Loaded> loaded = folder->load();
  if (!loaded && loaded.error().number == ENOENT) return true;  // its `create` goes on
  if (!loaded) return loaded.error();
  if (loaded->record.upper != upper) return false;
  const spec::runtime::Status status = TRY(current_status(*folder, *loaded));
  return status != spec::runtime::Status::kStopped;
}

}  // namespace

Result<Upper> identify_upper(const std::string& path) {
  struct stat status;
  if (::stat(path.c_str(), &status) < 0) return fail_errno("upperdir " + path);
  Upper upper;
  upper.device = status.st_dev;
  upper.inode = status.st_ino;
  return upper;
}

Result<void> claim_upper(const Store& store, FdRef state_root, const Upper& upper, const std::string& id) {
  TRY(make_dirs(state_root, kFolder, 0700));
  const FileLock lock = TRY(FileLock::wait(state_root, std::string(kFolder) + "/lock", LockKind::kExclusive));
  const std::string link = link_name(upper);
  const std::string user = user_of(state_root, link);
  if (!user.empty() && user != id) {
    const bool used = TRY(is_in_use(store, user, upper));
    if (used) return fail("the upper folder of the root is in use by container \"" + user + "\"");
  }
  if (!user.empty() && ::unlinkat(state_root.get(), link.c_str(), 0) < 0) return fail_errno(link);
  if (::symlinkat(id.c_str(), state_root.get(), link.c_str()) < 0) return fail_errno(link);
  return {};
}

void release_upper(FdRef state_root, const Upper& upper, const std::string& id) {
  const Result<FileLock> lock = FileLock::wait(state_root, std::string(kFolder) + "/lock", LockKind::kExclusive);
  const std::string link = link_name(upper);
  if (lock && user_of(state_root, link) == id) ::unlinkat(state_root.get(), link.c_str(), 0);
}

void release_uppers(const Store& store, const std::string& id) {
  const Result<std::vector<std::string>> names = list_dir(store.root(), kFolder);
  if (!names) return;
  const Result<FileLock> lock = FileLock::wait(store.root(), std::string(kFolder) + "/lock", LockKind::kExclusive);
  // Who claims one has made his folder before: under the lock, an id without a folder has no claim.
  const Result<Folder> folder = store.find(id);
  if (!lock || folder || folder.error().number != ENOENT) return;
  for (const std::string& name : *names) {
    const std::string link = concat(kFolder, "/", name);
    if (user_of(store.root(), link) == id) ::unlinkat(store.root().get(), link.c_str(), 0);
  }
}

}  // namespace runtime::container
