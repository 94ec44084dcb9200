#include "spec/bundle/overlay.h"

#include <sys/stat.h>
#include <unistd.h>

#include <string_view>
#include <unordered_set>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/layer/attributes.h"

namespace spec::bundle {

namespace {

Result<void> make_dir(FdRef bundle, const std::string& name, mode_t mode) {
  if (::mkdirat(bundle.get(), name.c_str(), mode) < 0) return fail_errno("mkdir " + name);
  return {};
}

// The root of the merged tree has the upper folder's attributes, not the lower one's.
Result<void> copy_attributes(const std::string& from, FdRef bundle, const std::string& name) {
  struct stat status {};
  if (::stat(from.c_str(), &status) < 0) return fail_errno(from);
  const Fd to = TRY(open_dir(bundle, name));
  if (::fchown(to.get(), status.st_uid, status.st_gid) < 0) return fail_errno("chown " + name);
  if (::fchmod(to.get(), status.st_mode & 07777) < 0) return fail_errno("chmod " + name);
  const timespec times[2] = {status.st_atim, status.st_mtim};
  if (::futimens(to.get(), times) < 0) return fail_errno("utimes " + name);
  return {};
}

}  // namespace

std::vector<std::string> overlay_lowers(const std::vector<std::string>& layers) {
  std::vector<std::string> lowers;
  std::unordered_set<std::string_view> seen;
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
    if (seen.insert(*layer).second) lowers.push_back(*layer);
  }
  return lowers;
}

Result<runtime::Mount> make_overlay_root(FdRef bundle, const std::vector<std::string>& layers, bool is_volatile) {
  if (layers.empty()) return fail("an overlay needs a layer");
  for (const char* name : {"layers", "work", "rootfs"}) TRY(make_dir(bundle, name, 0755));
  TRY(make_dir(bundle, "upper", 0700));
  TRY(copy_attributes(layers.back(), bundle, "upper"));

  const std::vector<std::string> lowers = overlay_lowers(layers);
  std::string lower;
  for (std::size_t i = 0; i < lowers.size(); ++i) {
    const std::string link = concat("layers/", i);
    if (::symlinkat(lowers[i].c_str(), bundle.get(), link.c_str()) < 0) return fail_errno("symlink " + link);
    lower += (i == 0 ? "" : ":") + link;
  }
  runtime::Mount mount;
  mount.destination = "/";
  mount.type = "overlay";
  mount.source = "overlay";
  mount.options = {"lowerdir=" + lower, "upperdir=upper", "workdir=work",
                   "redirect_dir=off",  "metacopy=off",   "index=off"};
  if (!layer::is_machines_root()) {
    mount.options.push_back("userxattr");
    mount.options[3] = "redirect_dir=nofollow";  // "off" means to follow what is there, which userxattr forbids
  }
  if (is_volatile) mount.options.push_back("volatile");
  return mount;
}

}  // namespace spec::bundle
