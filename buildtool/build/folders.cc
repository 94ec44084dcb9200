#include "buildtool/build/folders.h"

#include <limits.h>
#include <sys/stat.h>

#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

constexpr int kMaxLinks = 40;  // as the kernel

// The target of a link; nothing where it is no link.
std::optional<std::string> link_target(FdRef folder, const std::string& name) {
  char target[PATH_MAX];
  const ssize_t length = ::readlinkat(folder.get(), name.c_str(), target, sizeof target);
  if (length <= 0) return std::nullopt;
  return std::string(target, static_cast<std::size_t>(length));
}

// `target`, read from a link in the folder `path`, as a path inside the root.
std::string join_link(const std::string& path, const std::string& target) {
  return target.starts_with('/') ? target : path + "/" + target;
}

Result<Fd> make_folder(FdRef parent, const std::string& name, const std::string& path, mode_t mode,
                       const std::optional<Owner>& owner) {
  if (::mkdirat(parent.get(), name.c_str(), mode) < 0 && errno != EEXIST) return fail_errno("mkdir " + path);
  Fd folder(::openat(parent.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder) return fail_errno(path);
  if (owner && ::fchown(folder.get(), owner->uid, owner->gid) < 0) return fail_errno("chown " + path);
  if (::fchmod(folder.get(), mode) < 0) return fail_errno("chmod " + path);
  return folder;
}

}  // namespace

Result<Fd> make_folders(FdRef root, const std::string& path, mode_t mode, const std::optional<Owner>& owner) {
  if (Result<Fd> there = open_in_root(root, path, O_PATH | O_DIRECTORY)) return there;
  std::vector<std::string> rest = split(path, '/');
  std::string done;  // what is there, as a path inside the root
  Fd folder = TRY(open_in_root(root, "/", O_PATH | O_DIRECTORY));
  int links = 0;
  while (!rest.empty()) {
    const std::string name = rest.front();
    rest.erase(rest.begin());
    if (name.empty() || name == ".") continue;
    const std::string next = done + "/" + name;
    Result<Fd> there = open_in_root(root, next, O_PATH | O_DIRECTORY);
    if (!there && there.error().number != ENOENT) return there.error();
    if (there) {
      folder = std::move(*there);
    } else if (const std::optional<std::string> target = link_target(folder, name)) {
      if (++links > kMaxLinks) return fail_errno(path, ELOOP);
      const std::vector<std::string> parts = split(join_link(done, *target), '/');
      rest.insert(rest.begin(), parts.begin(), parts.end());
      done.clear();
      folder = TRY(open_in_root(root, "/", O_PATH | O_DIRECTORY));
      continue;
    } else {
      folder = TRY(make_folder(folder, name, next, mode, owner));
    }
    done = next;
  }
  return folder;
}

Result<Place> find_place(FdRef root, const std::string& path, mode_t mode, const std::optional<Owner>& owner) {
  std::string at = path;
  for (int links = 0; links <= kMaxLinks; ++links) {
    while (at.ends_with('/') || at.ends_with("/.")) at.resize(at.rfind('/'));
    const std::size_t slash = at.rfind('/');
    const std::string name = at.substr(slash + 1);
    const std::string parent = slash == at.npos ? "" : at.substr(0, slash);
    if (name.empty() || name == ".." || name == ".") {
      Fd itself = TRY(make_folders(root, at, mode, owner));
      return Place{std::move(itself), "."};
    }
    Fd folder = TRY(make_folders(root, parent, mode, owner));
    const std::optional<std::string> target = link_target(folder, name);
    if (!target) return Place{std::move(folder), name};
    at = join_link(parent, *target);
  }
  return fail_errno(path, ELOOP);
}

}  // namespace buildtool::build
