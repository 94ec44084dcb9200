#include "buildtool/context/walk.h"

#include <climits>

#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/text.h"

namespace buildtool::context {

namespace {

Result<std::string> read_link(FdRef folder, const std::string& name, const std::string& path) {
  char target[PATH_MAX];
  const ssize_t size = ::readlinkat(folder.get(), name.c_str(), target, sizeof target);
  if (size < 0) return fail_errno("readlink " + path);
  return std::string(target, static_cast<std::size_t>(size));
}

}  // namespace

Result<void> Walk::run(const std::string& path) {
  if (path.empty()) {
    struct stat status = {};
    if (::fstat(root_.get(), &status) < 0) return fail_errno("context");
    out_.push_back(make_entry("", status));
    return enter("", {});
  }
  // The verdicts on the folders above, as a walk from the root would have them.
  Ignore::FolderState state;
  Ignore::FolderState next;
  for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
    ignore_.matches(std::string_view(path).substr(0, slash), state, next);
    state.swap(next);
  }
  const Parent parent = TRY(open_parent_in_root(root_, path));
  return visit(parent.dir, parent.name, path, state);
}

Result<void> Walk::visit(FdRef folder, const std::string& name, const std::string& path,
                         const Ignore::FolderState& folder_state) {
  Ignore::FolderState state;
  const bool ignored = ignore_.matches(path, folder_state, state);
  // Most of what is ignored is not even looked at.
  if (ignored && !ignore_.may_include_below(path)) return {};
  struct stat status = {};
  if (::fstatat(folder.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) return fail_errno(path);
  if ((ignored && !S_ISDIR(status.st_mode)) || S_ISSOCK(status.st_mode)) return {};
  const std::size_t before = out_.size();
  out_.push_back(make_entry(path, status));
  if (S_ISLNK(status.st_mode)) {
    std::string target = TRY(read_link(folder, name, path));
    out_.back().link_target = std::move(target);
  }
  if (!S_ISDIR(status.st_mode)) return {};
  TRY(enter(path, state));
  if (ignored && out_.size() == before + 1) out_.pop_back();
  return {};
}

Result<void> Walk::enter(const std::string& path, const Ignore::FolderState& state) {
  const Fd folder = TRY(open_in_root(root_, path.empty() ? "." : path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  const std::vector<std::string> names = TRY(list_dir(folder, "."));
  for (const std::string& name : names) {
    TRY(visit(folder, name, path.empty() ? name : concat(path, "/", name), state));
  }
  return {};
}

Entry Walk::make_entry(const std::string& path, const struct stat& status) const {
  Entry entry;
  entry.path = path;
  entry.mode = status.st_mode;
  if (owners_ == Owners::kKept) {
    entry.uid = status.st_uid;
    entry.gid = status.st_gid;
  }
  if (S_ISREG(status.st_mode)) {
    entry.size = static_cast<std::uint64_t>(status.st_size);
    entry.on_device = status.st_dev;
    entry.inode = status.st_ino;
    entry.change_seconds = status.st_ctim.tv_sec;
    entry.change_nanoseconds = status.st_ctim.tv_nsec;
  }
  if (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode)) entry.device = status.st_rdev;
  entry.seconds = status.st_mtim.tv_sec;
  entry.nanoseconds = static_cast<std::uint32_t>(status.st_mtim.tv_nsec);
  return entry;
}

}  // namespace buildtool::context
