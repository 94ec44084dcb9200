#include "spec/layer/whiteout.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <vector>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/layer/folder_finder.h"
#include "spec/layer/lower_view.h"

namespace spec::layer {

namespace {

// Marks for overlayfs. Whether a lower layer has the name is not known yet, and
// does not matter.
class OverlayMarks : public WhiteoutRule {
 public:
  Result<void> hide(const Folder& folder, const std::string& name) override {
    if (::mknodat(folder.fd.get(), name.c_str(), S_IFCHR, makedev(0, 0)) == 0) return {};
    if (errno != EEXIST) return fail_errno("make whiteout of " + name);
    // The layer's own entry came first: it hides what is below it, but a folder
    // does so only when it is opaque.
    struct stat status;
    if (::fstatat(folder.fd.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) return fail_errno(name);
    if (!S_ISDIR(status.st_mode)) return {};
    return make_opaque(folder.fd, name);
  }
  Result<void> hide_all(const Folder& folder) override { return make_opaque(folder.fd, ""); }
  void made(const Folder&, const std::string&) override {}
};

// Removes what is there, unless this layer made it. An entry is known by its
// folder's inode and its name: paths may go through links.
class Removal : public WhiteoutRule {
 public:
  Result<void> hide(const Folder& folder, const std::string& name) override {
    struct stat status;
    if (::fstatat(folder.fd.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) {
      if (errno == ENOENT) return {};
      return fail_errno(name);
    }
    if (!S_ISDIR(status.st_mode)) return remove_file(folder.fd, folder.inode, name);
    const Fd child = TRY(open_dir(folder.fd, name, O_RDONLY | O_NOFOLLOW));
    const bool emptied = TRY(remove_content(child, status.st_ino));
    if (!emptied || is_made(folder.inode, name)) return {};
    if (::unlinkat(folder.fd.get(), name.c_str(), AT_REMOVEDIR) < 0) return fail_errno("remove " + name);
    return {};
  }

  Result<void> hide_all(const Folder& folder) override {
    const Fd readable = TRY(open_dir(folder.fd, "."));
    TRY(remove_content(readable, folder.inode));
    return {};
  }

  void made(const Folder& folder, const std::string& name) override { made_.insert(key(folder.inode, name)); }

 private:
  static std::string key(ino_t folder, const std::string& name) { return concat(folder, "/", name); }
  bool is_made(ino_t folder, const std::string& name) const { return made_.contains(key(folder, name)); }

  Result<void> remove_file(FdRef folder, ino_t inode, const std::string& name) {
    if (is_made(inode, name)) return {};
    if (::unlinkat(folder.get(), name.c_str(), 0) < 0) return fail_errno("remove " + name);
    return {};
  }

  // Says whether the folder is empty now.
  Result<bool> remove_content(FdRef readable, ino_t inode) {
    Folder folder;
    folder.inode = inode;
    folder.fd = TRY(open_dir(readable, ".", O_PATH));
    const std::vector<std::string> names = TRY(list_dir(readable, "."));
    for (const std::string& name : names) TRY(hide(folder, name));
    const std::vector<std::string> left = TRY(list_dir(readable, "."));
    return left.empty();
  }

  std::unordered_set<std::string> made_;
};

}  // namespace

std::unique_ptr<WhiteoutRule> WhiteoutRule::make(Whiteouts kind) {
  if (kind == Whiteouts::kOverlay) return std::make_unique<OverlayMarks>();
  return std::make_unique<Removal>();
}

}  // namespace spec::layer
