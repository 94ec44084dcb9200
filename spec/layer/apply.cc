#include "spec/layer/apply.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <memory>

#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/text.h"
#include "spec/layer/attributes.h"
#include "spec/layer/copy_up.h"
#include "spec/layer/entry_maker.h"
#include "spec/layer/entry_path.h"
#include "spec/layer/folder_finder.h"
#include "spec/layer/lower_view.h"
#include "spec/layer/whiteout.h"

namespace spec::layer {

namespace {

// ".wh..wh.plnk" and the like are aufs's own bookkeeping; only the opaque mark has a meaning here.
constexpr const char* kAufsPrefix = ".wh..wh.";

class Applier {
 public:
  Applier(FdRef root, const ApplyOptions& options)
      : root_(root),
        owner_(options.owner),
        overlay_(options.whiteouts == Whiteouts::kOverlay),
        is_layer_(options.whiteouts != Whiteouts::kNone),
        keep_kinds_(options.keep_kinds),
        lower_(options.parents),
        attributes_(Attributes::of_process()),
        folders_(root, lower_, overlay_),
        maker_(attributes_),
        whiteouts_(WhiteoutRule::make(options.whiteouts)) {}

  Result<Applied> run(TarReader& tar) {
    Entry entry;
    while (true) {
      const bool more = TRY(tar.next(entry));
      if (!more) break;
      if (owner_) {
        entry.uid = owner_->uid;
        entry.gid = owner_->gid;
      }
      const std::string path = TRY(clean_path(entry.path));
      TRY(apply_entry(path, entry, tar));
      ++applied_.entries;
      applied_.bytes += entry.size;
    }
    TRY(finish_folders());
    if (folders_.has_implied()) applied_.self_contained = false;
    return std::move(applied_);
  }

 private:
  Result<void> apply_entry(const std::string& path, const Entry& entry, TarReader& tar);
  Result<void> apply_root(const Entry& entry);
  Result<void> apply_whiteout(const std::string& parent, const std::string& name);
  Result<void> hide_root();
  Result<void> apply_link(const SplitPath& place, const Entry& entry);
  Result<Fd> open_link_target(const SplitPath& target, const Entry& entry);
  void remember_folder(const std::string& path, const Entry& entry);
  void forget_folders(const std::string& path);
  Result<void> finish_folders();
  std::string path_in(const std::string& name) const {
    return folders_.canonical().empty() ? name : folders_.canonical() + "/" + name;
  }

  FdRef root_;
  std::optional<ApplyOptions::Owner> owner_;
  bool overlay_;
  bool is_layer_;
  bool keep_kinds_;
  LowerView lower_;
  Attributes attributes_;
  FolderFinder folders_;
  EntryMaker maker_;
  std::unique_ptr<WhiteoutRule> whiteouts_;
  Applied applied_;
  // What is set when nothing more is put into a folder.
  struct Final {
    std::timespec mtime;
    mode_t mode;
  };
  std::map<std::string, Final> folder_ends_;
};

// A component of the path begins so.
bool has_mark(const std::string& path, const char* prefix) {
  return path.starts_with(prefix) || path.find(concat("/", prefix)) != std::string::npos;
}

Result<void> expect_same_kind(const Folder& folder, const SplitPath& place, const Entry& entry) {
  struct stat status;
  if (::fstatat(folder.fd.get(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) return {};
  if (S_ISDIR(status.st_mode) == (entry.kind == EntryKind::kFolder)) return {};
  const std::string path = place.parent.empty() ? place.name : place.parent + "/" + place.name;
  const char* was = S_ISDIR(status.st_mode) ? "directory" : "non-directory";
  const char* is = S_ISDIR(status.st_mode) ? "non-directory" : "directory";
  return fail(concat("cannot overwrite ", was, " \"", path, "\" with ", is));
}

Result<void> Applier::apply_entry(const std::string& path, const Entry& entry, TarReader& tar) {
  if (path.empty()) return apply_root(entry);
  const SplitPath place = split_path(path);
  const bool marked = is_layer_ && has_mark(path, kWhiteoutPrefix);
  if (marked && place.name.starts_with(kWhiteoutPrefix)) return apply_whiteout(place.parent, place.name);
  if (marked && has_mark(path, kAufsPrefix)) return {};
  if (marked) return fail("tar: " + path + ": a whiteout holds nothing");
  if (entry.kind == EntryKind::kHardLink) return apply_link(place, entry);

  const Folder* folder = TRY(folders_.open(place.parent));
  if (keep_kinds_) TRY(expect_same_kind(*folder, place, entry));
  const Replaced replaced = TRY(maker_.make(*folder, place.name, entry, tar));
  whiteouts_->made(*folder, place.name);
  const std::string real_path = path_in(place.name);
  if (entry.kind == EntryKind::kFolder) {
    // The whiteout that stood here hid a folder of the layers below whole.
    if (overlay_ && replaced == Replaced::kWhiteout) TRY(make_opaque(folder->fd, place.name));
    folders_.explained(real_path);
    remember_folder(real_path, entry);
  } else if (replaced == Replaced::kFolder) {
    forget_folders(real_path);
  }
  if (replaced != Replaced::kNothing) folders_.forget();
  return {};
}

// "./": the root may get attributes, and stays what it is.
Result<void> Applier::apply_root(const Entry& entry) {
  if (entry.kind != EntryKind::kFolder) return fail("tar: \"" + entry.path + "\": the root is a folder");
  if (!is_layer_) return {};
  TRY(attributes_.set_on_folder(root_, entry));
  remember_folder("", entry);
  folders_.forget();
  return {};
}

Result<void> Applier::apply_whiteout(const std::string& parent, const std::string& name) {
  const bool opaque = name == kOpaqueWhiteout;
  if (!opaque && name.starts_with(kAufsPrefix)) return {};
  const std::string victim = name.substr(std::string_view(kWhiteoutPrefix).size());
  if (victim.empty() || victim == "." || victim == "..") {
    return fail(concat("tar: ", parent, "/", name, ": a whiteout of nothing"));
  }
  const Folder* folder = TRY(folders_.open(parent));
  if (opaque && overlay_ && folders_.canonical().empty()) return hide_root();
  TRY_STEP(parent, opaque ? whiteouts_->hide_all(*folder) : whiteouts_->hide(*folder, victim));
  folders_.forget();
  return {};
}

// overlayfs merges the roots of all layers whatever their marks: everything
// below is hidden by name, which needs the layers below.
Result<void> Applier::hide_root() {
  applied_.self_contained = false;
  const std::vector<std::string> names = TRY(lower_.root_names());
  const Folder* folder = TRY(folders_.open(""));
  for (const std::string& name : names) TRY(whiteouts_->hide(*folder, name));
  return {};
}

Result<void> Applier::apply_link(const SplitPath& place, const Entry& entry) {
  const std::string target_path = TRY(clean_path(entry.target));
  if (target_path.empty()) return fail("tar: " + entry.path + ": a hard link to the root");
  const SplitPath target = split_path(target_path);
  const Fd target_folder = TRY_STEP(entry.path, open_link_target(target, entry));
  if (!target_folder) return {};

  const Folder* folder = TRY(folders_.open(place.parent));
  const auto link = [&] {
    return ::linkat(target_folder.get(), target.name.c_str(), folder->fd.get(), place.name.c_str(), 0);
  };
  if (link() < 0) {
    if (errno != EEXIST) return fail_errno(concat("link ", entry.path, " to ", entry.target));
    if (keep_kinds_) TRY(expect_same_kind(*folder, place, entry));
    const Replaced replaced = TRY(maker_.clear(*folder, place.name));
    if (replaced == Replaced::kFolder) forget_folders(path_in(place.name));
    folders_.forget();
    if (link() < 0) return fail_errno(concat("link ", entry.path, " to ", entry.target));
  }
  whiteouts_->made(*folder, place.name);
  return {};
}

// The folder that has the link's file; none where the file is missing and may
// be in a layer below that we were not given.
Result<Fd> Applier::open_link_target(const SplitPath& target, const Entry& entry) {
  Result<Fd> here = open_in_root(root_, target.parent, O_PATH | O_DIRECTORY);
  struct stat status;
  if (here && ::fstatat(here->get(), target.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
      !(overlay_ && is_whiteout(status))) {
    return std::move(*here);
  }
  if (!lower_.empty()) {
    const Folder* folder = TRY(folders_.open(target.parent));
    const std::optional<LowerView::Found> below = TRY(lower_.find(path_in(target.name)));
    if (below) {
      TRY(copy_up(*below, *folder, target.name, attributes_));
      return open_dir(folder->fd, ".", O_PATH);
    }
  } else if (overlay_) {
    applied_.self_contained = false;
    applied_.missing_link = entry.path;
    return Fd();
  }
  return fail(concat("a hard link to ", entry.target, ", which is missing"));
}

void Applier::remember_folder(const std::string& path, const Entry& entry) {
  folder_ends_[path] = {entry.mtime, entry.mode};
}

// The folder is gone, with what was in it.
void Applier::forget_folders(const std::string& path) {
  folder_ends_.erase(path);
  const std::string below = path + "/";
  for (auto it = folder_ends_.lower_bound(below); it != folder_ends_.end() && it->first.starts_with(below);) {
    it = folder_ends_.erase(it);
  }
}

Result<void> Applier::finish_folders() {
  // From the deepest up: an ordinary user cannot pass a folder that has got its final mode 0600.
  for (auto it = folder_ends_.rbegin(); it != folder_ends_.rend(); ++it) {
    const auto& [path, end] = *it;
    const Result<Fd> folder = open_in_root(root_, path, O_PATH | O_DIRECTORY | O_NOFOLLOW);
    if (!folder) continue;  // removed by a path that led here through a link
    const std::string itself = proc_path(*folder, "");
    const std::timespec times[2] = {{0, UTIME_OMIT}, end.mtime};
    if (::utimensat(AT_FDCWD, itself.c_str(), times, 0) < 0) return fail_errno("set time of " + path);
    const bool pending = !attributes_.privileged() && (end.mode & 0700) != 0700;
    if (pending && ::chmod(itself.c_str(), end.mode) < 0) return fail_errno("chmod " + path);
  }
  return {};
}

}  // namespace

Result<Applied> apply(Source& tar, FdRef root, const ApplyOptions& options) {
  TarReader reader = TRY(TarReader::open(tar, options.limits));
  return Applier(root, options).run(reader);
}

}  // namespace spec::layer
