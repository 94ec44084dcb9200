#include "spec/layer/folder_finder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/text.h"

namespace spec::layer {

namespace {

constexpr int kMaxLinks = 40;  // the kernel's own limit

void push_front(std::deque<std::string>& todo, std::string_view path) {
  const std::vector<std::string> names = split(path, '/');
  todo.insert(todo.begin(), names.begin(), names.end());
}

}  // namespace

Result<void> make_opaque(FdRef folder, const std::string& name) {
  const char* mark = opaque_xattr();
  if (::lsetxattr(proc_path(folder, name).c_str(), mark, "y", 1, 0) < 0) {
    return fail_errno(concat("set ", mark, " of ", name));
  }
  return {};
}

Result<const Folder*> FolderFinder::open(const std::string& path) {
  if (cached_ && path == cached_path_) return &folder_;
  cached_ = false;
  // One call for what the layer's own folders and links lead to: nearly always.
  Result<Fd> direct = open_in_root(root_, path, O_PATH | O_DIRECTORY);
  if (direct) {
    canonical_ = path;
  } else {
    if (direct.error().number != ENOENT && direct.error().number != ENOTDIR) return std::move(direct).error();
    direct = walk(path);
    if (!direct) return std::move(direct).error();
  }
  TRY(use(std::move(*direct), path));
  return &folder_;
}

Result<void> FolderFinder::use(Fd fd, std::string path) {
  struct stat status;
  if (::fstat(fd.get(), &status) < 0) return fail_errno("stat " + path);
  folder_.fd = std::move(fd);
  folder_.inode = status.st_ino;
  folder_.setgid = (status.st_mode & S_ISGID) != 0;
  cached_path_ = std::move(path);
  cached_ = true;
  return {};
}

std::string FolderFinder::path_of(const Walk& walk) {
  std::string path;
  for (const Level& level : walk.levels) path += (path.empty() ? "" : "/") + level.name;
  return path;
}

// The slow way, one name after another from the root down; ".." goes back to
// the folder that was passed.
Result<Fd> FolderFinder::walk(const std::string& path) {
  Walk walk;
  push_front(walk.todo, path);
  while (!walk.todo.empty()) {
    const std::string name = std::move(walk.todo.front());
    walk.todo.pop_front();
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      if (!walk.levels.empty()) walk.levels.pop_back();
      continue;
    }
    TRY_STEP(path, step(walk, name));
  }
  canonical_ = path_of(walk);
  if (walk.levels.empty()) return open_dir(root_, ".", O_PATH);
  return std::move(walk.levels.back().fd);
}

Result<void> FolderFinder::step(Walk& walk, const std::string& name) {
  Fd found(::openat(here(walk), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!found && errno != ENOENT) return fail_errno(name);
  if (!found) return make(walk, name, false);
  struct stat status;
  if (::fstat(found.get(), &status) < 0) return fail_errno(name);
  if (S_ISLNK(status.st_mode)) return follow(walk, FdRef(here(walk)), name);
  if (overlay_ && is_whiteout(status)) {
    if (::unlinkat(here(walk), name.c_str(), 0) < 0) return fail_errno("remove whiteout of " + name);
    return make(walk, name, true);
  }
  if (!S_ISDIR(status.st_mode)) return fail_errno(name, ENOTDIR);
  const bool above = walk.levels.empty() || walk.levels.back().lower_visible;
  const bool visible = above && !(overlay_ && is_opaque(found));
  walk.levels.push_back({std::move(found), name, visible});
  return {};
}

// A folder that the tar implies. `opaque`: it stands where a whiteout was.
Result<void> FolderFinder::make(Walk& walk, const std::string& name, bool opaque) {
  const bool visible = !opaque && (walk.levels.empty() || walk.levels.back().lower_visible);
  const std::string parent = path_of(walk);
  const std::string path = parent.empty() ? name : parent + "/" + name;
  std::optional<LowerView::Found> below;
  if (visible) below = TRY(lower_.find(path));
  if (below && S_ISLNK(below->status.st_mode)) {
    used_lower_ = true;
    return follow(walk, below->folder, below->name);
  }
  if (::mkdirat(here(walk), name.c_str(), 0755) < 0) return fail_errno("mkdir " + name);
  Fd made = TRY(open_dir(FdRef(here(walk)), name, O_PATH | O_NOFOLLOW));
  Entry entry;
  entry.mode = 0755;
  entry.kind = EntryKind::kFolder;
  if (below && S_ISDIR(below->status.st_mode)) {
    entry = TRY(read_attributes(below->folder, below->name, below->status));
  } else {
    entry.uid = ::geteuid();
    entry.gid = ::getegid();
  }
  entry.path = path;
  TRY(Attributes::of_process().set_on_folder(made, entry));
  if (opaque) TRY(make_opaque(FdRef(here(walk)), name));
  implied_.insert(path);
  walk.levels.push_back({std::move(made), name, visible});
  return {};
}

Result<void> FolderFinder::follow(Walk& walk, FdRef folder, const std::string& name) {
  if (++walk.links > kMaxLinks) return fail_errno(name, ELOOP);
  const std::string text = TRY(read_link(folder, name));
  if (text.starts_with('/')) walk.levels.clear();
  push_front(walk.todo, text);
  return {};
}

}  // namespace spec::layer
