#include <sys/stat.h>

#include <algorithm>

#include "imagetool/local/bundle_root.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace imagetool::local {

namespace {

using Paths = std::vector<std::string>;

// An empty file or folder of that path, neither through a link.
bool is_empty_node(FdRef root, const std::string& path) {
  struct stat status {};
  if (::fstatat(root.get(), path.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) return false;
  if (S_ISREG(status.st_mode)) return status.st_size == 0;
  if (!S_ISDIR(status.st_mode)) return false;
  const Result<Paths> names = list_dir(root, path);
  return names && names->empty();
}

// A folder of the layers that is in the upper one for the sake of stubs alone.
bool holds_only(FdRef upper, FdRef below, const std::string& folder, const Paths& stubs) {
  struct stat now {};
  struct stat before {};
  if (::fstatat(upper.get(), folder.c_str(), &now, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISDIR(now.st_mode)) return false;
  if (::fstatat(below.get(), folder.c_str(), &before, AT_SYMLINK_NOFOLLOW) < 0) return false;
  if (now.st_mode != before.st_mode || now.st_uid != before.st_uid || now.st_gid != before.st_gid) return false;
  const Result<Paths> names = list_dir(upper, folder);
  return names && std::all_of(names->begin(), names->end(), [&](const std::string& name) {
           return std::find(stubs.begin(), stubs.end(), concat(folder, '/', name)) != stubs.end();
         });
}

}  // namespace

Result<Paths> BundleRoot::stubs(FdRef below) const {
  Paths out;
  struct stat status {};
  for (const spec::runtime::Mount& mount : config_.mounts) {
    if (mount.destination.size() < 2 || !mount.destination.starts_with('/')) continue;
    const std::string point = mount.destination.substr(1);
    const bool is_new = ::fstatat(below.get(), point.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0;
    if (is_new && is_empty_node(upper_, point)) out.push_back(point);
  }
  if (!is_overlay()) return out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t slash = out[i].rfind('/');
    if (slash == std::string::npos) continue;
    const std::string folder = out[i].substr(0, slash);
    if (holds_only(upper_, below, folder, out)) out.push_back(folder);
  }
  return out;
}

}  // namespace imagetool::local
