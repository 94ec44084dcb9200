#include "buildtool/build/stubs.h"

#include <limits.h>

#include <algorithm>
#include <optional>

#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/text.h"
#include "spec/layer/lower_view.h"

namespace buildtool::build {

namespace {

constexpr int kMaxLinks = 40;

// A folder without links on the way, or nothing.
std::optional<Fd> open_real(FdRef root, const std::string& path) {
  Fd folder(::openat(root.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (const std::string& part : split(path, '/')) {
    if (part.empty()) continue;
    folder = Fd(::openat(folder.get(), part.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder) return std::nullopt;
  }
  return folder;
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? "" : path.substr(0, slash);
}

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool is_empty_folder(FdRef folder, const std::string& name) {
  const Result<std::vector<std::string>> names = list_dir(folder, name);
  return names && names->empty();
}

// Only a copy of the lower folder, made because something was put into it.
bool is_mere_copy(const Fd& folder, const struct stat& lower) {
  struct stat upper = {};
  return ::fstat(folder.get(), &upper) == 0 && upper.st_mode == lower.st_mode && upper.st_uid == lower.st_uid &&
         upper.st_gid == lower.st_gid && is_empty_folder(folder, ".") && !spec::layer::is_opaque(folder);
}

struct Walk {
  std::string done;               // what is there, a real path
  std::vector<std::string> rest;  // what is missing; empty where nothing is
};

// Follows `path` as the kernel would, as far as it goes.
Walk follow(FdRef files, const std::string& path) {
  Walk walk;
  walk.rest = split(path, '/');
  for (int links = 0; !walk.rest.empty();) {
    const std::string name = walk.rest.front();
    struct stat status = {};
    if (name.empty() || name == ".") {
      walk.rest.erase(walk.rest.begin());
      continue;
    }
    if (name == "..") {
      walk.done = parent_of(walk.done);
      walk.rest.erase(walk.rest.begin());
      continue;
    }
    const std::string next = walk.done.empty() ? name : walk.done + "/" + name;
    const std::optional<Fd> folder = open_real(files, walk.done);
    if (!folder || ::fstatat(folder->get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) return walk;
    walk.rest.erase(walk.rest.begin());
    if (!S_ISLNK(status.st_mode)) {
      walk.done = next;
      continue;
    }
    char target[PATH_MAX];
    const ssize_t length = ::readlinkat(folder->get(), name.c_str(), target, sizeof target);
    if (length < 0 || ++links > kMaxLinks) return walk;
    const std::string text(target, static_cast<std::size_t>(length));
    if (text.starts_with('/')) walk.done.clear();
    const std::vector<std::string> parts = split(text, '/');
    walk.rest.insert(walk.rest.begin(), parts.begin(), parts.end());
  }
  return walk;
}

}  // namespace

Result<MountStubs> MountStubs::note(FdRef files, const std::vector<std::string>& destinations) {
  MountStubs stubs;
  for (const std::string& destination : destinations) {
    const Walk walk = follow(files, destination);
    if (walk.rest.empty()) continue;
    std::string path = walk.done;
    for (const std::string& name : walk.rest) {
      if (name.empty() || name == ".") continue;
      path += (path.empty() ? "" : "/") + name;
      stubs.missing_.push_back(path);
    }
    for (std::string parent = walk.done; !parent.empty(); parent = parent_of(parent)) {
      Parent known{parent, {}};
      const std::optional<Fd> folder = open_real(files, parent);
      if (folder && ::fstat(folder->get(), &known.status) == 0) stubs.parents_.push_back(std::move(known));
    }
  }
  // A folder after what is in it.
  const auto deeper = [](const std::string& a, const std::string& b) { return a > b; };
  std::sort(stubs.missing_.begin(), stubs.missing_.end(), deeper);
  std::sort(stubs.parents_.begin(), stubs.parents_.end(),
            [&](const Parent& a, const Parent& b) { return deeper(a.path, b.path); });
  return stubs;
}

Result<void> MountStubs::remove(FdRef upper) const {
  for (const std::string& path : missing_) {
    const std::optional<Fd> folder = open_real(upper, parent_of(path));
    const std::string name = name_of(path);
    struct stat status = {};
    if (!folder || ::fstatat(folder->get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) continue;
    struct stat before = {};
    if (::fstat(folder->get(), &before) < 0) return fail_errno(path);
    const bool empty_file = S_ISREG(status.st_mode) && status.st_size == 0;
    if (empty_file) {
      if (::unlinkat(folder->get(), name.c_str(), 0) < 0) return fail_errno("unlink " + path);
    } else if (S_ISDIR(status.st_mode) && ::unlinkat(folder->get(), name.c_str(), AT_REMOVEDIR) < 0) {
      if (errno == ENOTEMPTY || errno == EEXIST) continue;
      return fail_errno("rmdir " + path);
    }
    // As if nothing had been there: the same input gives the same layer.
    const timespec times[2] = {before.st_atim, before.st_mtim};
    if (::futimens(folder->get(), times) < 0) return fail_errno("utimes " + path);
  }
  for (const Parent& parent : parents_) {
    const std::optional<Fd> folder = open_real(upper, parent.path);
    if (!folder || !is_mere_copy(*folder, parent.status)) continue;
    const std::optional<Fd> above = open_real(upper, parent_of(parent.path));
    if (above && ::unlinkat(above->get(), name_of(parent.path).c_str(), AT_REMOVEDIR) < 0) {
      return fail_errno("rmdir " + parent.path);
    }
  }
  return {};
}

}  // namespace buildtool::build
