#include "buildtool/build/copier.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <set>

#include "buildtool/build/file_content.h"
#include "buildtool/build/folders.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

// The entries that --exclude leaves; of an excluded folder from which a "!"
// takes something in again, the folder too.
std::set<const context::Entry*> included(const context::Found& found, const context::Ignore& exclude) {
  std::set<const context::Entry*> out;
  std::map<std::string_view, const context::Entry*> folders;
  for (const context::Entry& entry : found.entries) {
    const std::string_view below = found.below(entry);
    if (S_ISDIR(entry.mode)) folders[below] = &entry;
    if (!below.empty() && exclude.matches(below)) continue;
    out.insert(&entry);
    for (std::size_t slash = below.rfind('/'); slash != below.npos && slash > 0; slash = below.rfind('/', slash - 1)) {
      const auto folder = folders.find(below.substr(0, slash));
      if (folder != folders.end()) out.insert(folder->second);
    }
  }
  return out;
}

std::string base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == path.npos ? path : path.substr(slash + 1));
}

}  // namespace

Result<void> Copier::copy(const context::Found& found, const std::string& destination) {
  // Before anything is copied the folder is made that the destination names or lies in.
  const std::size_t slash = destination.rfind('/');
  const bool is_folder = destination.ends_with('/') || destination.ends_with("/.");
  const std::string folder = is_folder ? destination : destination.substr(0, slash);
  TRY(make_folders(root_, folder, new_folder_mode(), options_.owner));
  return found.is_folder() ? copy_folder(found, destination) : copy_file(found, destination);
}

Result<void> Copier::copy_file(const context::Found& found, const std::string& destination) {
  Place place = TRY(find_place(root_, destination, new_folder_mode(), options_.owner));
  struct stat status = {};
  if (::fstatat(place.folder.get(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode)) {
    place.folder = TRY(open_dir(place.folder, place.name, O_PATH));
    place.name = found.name;
  }
  return put(place.folder, place.name, found.entries.front());
}

Result<void> Copier::copy_folder(const context::Found& found, const std::string& destination) {
  const Result<Fd> made = make_folders(root_, destination, new_folder_mode(), options_.owner);
  if (!made && made.error().number == ENOTDIR) return fail("cannot copy to non-directory: " + destination);
  if (!made) return made.error();
  std::vector<Open> open;
  Fd top = TRY(open_dir(*made, "."));
  const std::set<const context::Entry*> chosen = included(found, options_.exclude);
  open.push_back({"", std::move(top), nullptr});
  for (const context::Entry& entry : found.entries) {
    TRY(interrupt_.check());
    const std::string below(found.below(entry));
    if (below.empty() || !chosen.contains(&entry)) continue;
    const std::size_t slash = below.rfind('/');
    const std::string parent = slash == below.npos ? "" : below.substr(0, slash);
    while (open.back().path != parent) TRY(leave(open));
    const std::string name = base_name(below);
    if (S_ISDIR(entry.mode)) {
      Fd folder = TRY(enter(open.back().folder, name, entry));
      open.push_back({below, std::move(folder), &entry});
    } else {
      TRY(put(open.back().folder, name, entry));
    }
  }
  while (open.size() > 1) TRY(leave(open));
  // The folder itself keeps its owner and mode; its time is the source's, so
  // that the same input gives the same layer.
  const context::Entry& source = found.entries.front();
  const timespec times[2] = {{0, UTIME_OMIT}, {source.seconds, static_cast<long>(source.nanoseconds)}};
  if (::futimens(open.back().folder.get(), times) < 0) return fail_errno("utimes " + destination);
  return {};
}

// A folder inside a found one: merged with one that is there.
Result<Fd> Copier::enter(FdRef parent, const std::string& name, const context::Entry& entry) {
  if (::mkdirat(parent.get(), name.c_str(), 0700) < 0 && errno != EEXIST) return fail_errno("mkdir " + entry.path);
  Fd folder(::openat(parent.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder && (errno == ENOTDIR || errno == ELOOP)) return fail("cannot copy to non-directory: " + entry.path);
  if (!folder) return fail_errno(entry.path);
  return folder;
}

// Owner, mode and time, after all that it holds.
Result<void> Copier::leave(std::vector<Open>& open) {
  const Open last = std::move(open.back());
  open.pop_back();
  return set_owner_and_times(last.folder, "", *last.entry);
}

// What is there already goes, unless it is a folder.
Result<void> Copier::make_way(FdRef folder, const std::string& name, const context::Entry& entry) {
  struct stat status = {};
  if (::fstatat(folder.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) return {};
  if (S_ISDIR(status.st_mode)) return fail("cannot replace to directory " + entry.path + " with file");
  if (::unlinkat(folder.get(), name.c_str(), 0) < 0) return fail_errno("unlink " + entry.path);
  return {};
}

Result<void> Copier::put(FdRef folder, const std::string& name, const context::Entry& entry) {
  if (S_ISREG(entry.mode)) return put_content(folder, name, entry);
  TRY(make_way(folder, name, entry));
  if (S_ISLNK(entry.mode)) {
    if (::symlinkat(entry.link_target.c_str(), folder.get(), name.c_str()) < 0) {
      return fail_errno("symlink " + entry.path);
    }
  } else if (::mknodat(folder.get(), name.c_str(), entry.mode & S_IFMT, entry.device) < 0) {
    return fail_errno("mknod " + entry.path);
  }
  return set_owner_and_times(folder, name, entry);
}

Result<void> Copier::put_content(FdRef folder, const std::string& name, const context::Entry& entry) {
  const Fd from = TRY(source_.open(entry));
  const auto create = [&] {
    return Fd(::openat(folder.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  };
  Fd to = create();
  if (!to && errno == EEXIST) {
    TRY(make_way(folder, name, entry));
    to = create();
  }
  if (!to) return fail_errno(entry.path);
  TRY(copy_content(from, to, entry.path));
  TRY(copy_xattrs(from, to, entry.path));
  return set_owner_and_times(to, "", entry);
}

// Of `folder`/`name`, or of the file that `folder` is where `name` is "".
Result<void> Copier::set_owner_and_times(FdRef folder, const std::string& name, const context::Entry& entry) {
  const Owner owner = options_.owner.value_or(Owner{entry.uid, entry.gid});
  const int flags = AT_SYMLINK_NOFOLLOW | (name.empty() ? AT_EMPTY_PATH : 0);
  if (::fchownat(folder.get(), name.c_str(), owner.uid, owner.gid, flags) < 0) return fail_errno("chown " + entry.path);
  // After the owner: a change of it takes setuid away.
  if (!S_ISLNK(entry.mode)) {
    const mode_t mode = options_.mode ? options_.mode->apply(entry.mode) : entry.mode & 07777;
    const int changed = name.empty() ? ::fchmod(folder.get(), mode) : ::fchmodat(folder.get(), name.c_str(), mode, 0);
    if (changed < 0) return fail_errno("chmod " + entry.path);
  }
  const timespec time = {entry.seconds, static_cast<long>(entry.nanoseconds)};
  const timespec times[2] = {time, time};
  const int changed = name.empty() ? ::futimens(folder.get(), times)
                                   : ::utimensat(folder.get(), name.c_str(), times, AT_SYMLINK_NOFOLLOW);
  if (changed < 0) return fail_errno("utimes " + entry.path);
  return {};
}

mode_t Copier::new_folder_mode() const { return options_.mode ? options_.mode->number().value_or(0755) : 0755; }

}  // namespace buildtool::build
