#include "runtime/checkpoint/images.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "runtime/sys/mount.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/json/table.h"

namespace runtime::checkpoint {

namespace {

constexpr const char* kDescriptors = "descriptors.json";
constexpr const char* kParent = "parent";
constexpr const char* kDefaultPath = "checkpoint";
// Where `criu lazy-pages` listens, which holds nothing that could be opened.
constexpr const char* kLazyPages = "lazy-pages.socket";
constexpr int kMaxParents = 64;

// What CRIU writes to its working folder at a restore.
constexpr const char* kWritten[] = {kRestoreLog, "stats-restore"};

Error hostile(const std::string& name) {
  return fail(name + ": not a regular file: refused").with_hint("where does this checkpoint come from?");
}

Result<void> check_images(FdRef folder, int depth);

Result<void> check_older_images(FdRef folder, int depth) {
  const std::string target = TRY(read_link(folder, kParent));
  if (target.empty() || target.front() == '/') return fail("parent: not a relative link: refused");
  if (depth == kMaxParents) return fail("parent: too many checkpoints before this one");
  const Fd older = TRY(open_dir(folder, target));
  return check_images(older, depth + 1);
}

Result<void> check_images(FdRef folder, int depth) {
  const std::vector<std::string> names = TRY(list_dir(folder, "."));
  for (const std::string& name : names) {
    struct stat status;
    if (::fstatat(folder.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) return fail_errno(name);
    if (S_ISREG(status.st_mode) || (name == kLazyPages && S_ISSOCK(status.st_mode))) continue;
    if (name == kParent && S_ISLNK(status.st_mode)) {
      TRY(check_older_images(folder, depth));
    } else if (!S_ISDIR(status.st_mode)) {  // a folder is none of CRIU's
      return hostile(name);
    }
  }
  return {};
}

Result<void> check_work(FdRef folder) {
  for (const char* name : kWritten) {
    struct stat status;
    if (::fstatat(folder.get(), name, &status, AT_SYMLINK_NOFOLLOW) < 0) continue;
    if (!S_ISREG(status.st_mode) || status.st_nlink > 1) return hostile(name);
  }
  return {};
}

Result<Fd> make_folder(const std::string& path) {
  TRY(make_dirs(FdRef::cwd(), path, 0700));
  return open_dir(path);
}

}  // namespace

Result<Folders> make_folders(const std::string& images_path, const std::string& work_path) {
  Folders folders;
  folders.images_path = images_path.empty() ? kDefaultPath : images_path;
  folders.work_path = work_path.empty() ? folders.images_path : work_path;
  folders.images = TRY_STEP("--image-path", make_folder(folders.images_path));
  folders.work = TRY_STEP("--work-path", make_folder(folders.work_path));
  return folders;
}

Result<Folders> open_folders(const std::string& images_path, const std::string& work_path) {
  Folders folders;
  folders.images_path = images_path.empty() ? kDefaultPath : images_path;
  folders.work_path = work_path.empty() ? folders.images_path : work_path;
  folders.images = TRY_STEP("--image-path", open_dir(folders.images_path));
  TRY_STEP("checkpoint " + folders.images_path, check_images(folders.images, 0));
  folders.work = TRY_STEP("--work-path", make_folder(folders.work_path));
  TRY_STEP("--work-path", check_work(folders.work));
  return folders;
}

Result<Fd> open_images(const std::string& path, FdRef user_namespace) {
  Fd folder = TRY(open_dir(path));
  struct stat status;
  // A mount of the folder alone has nothing beside it.
  if (user_namespace.get() < 0 || ::fstatat(folder.get(), kParent, &status, AT_SYMLINK_NOFOLLOW) == 0) return folder;
  const Fd tree = TRY(sys::clone_tree(folder, "", sys::Depth::kOne));
  // A file system that cannot do that may still let its root in.
  if (!sys::set_attributes(tree, {.set = MOUNT_ATTR_IDMAP, .user_namespace = user_namespace.get()}, sys::Depth::kOne)) {
    return folder;
  }
  return open_dir(tree, ".");
}

Result<void> check_parent(FdRef images, const std::string& parent_path) {
  if (parent_path.front() == '/') return fail("--parent-path " + parent_path + ": must be relative to --image-path");
  TRY_STEP("--parent-path", open_dir(images, parent_path, O_PATH));
  return {};
}

Result<void> write_descriptors(FdRef images, const std::vector<std::string>& descriptors) {
  return replace_file(images, kDescriptors, spec::json::encode_text(descriptors), 0600, Durable::kNo);
}

Result<std::vector<std::string>> read_descriptors(FdRef images) {
  constexpr std::uint64_t kMaxSize = 64 << 10;
  const std::string text = TRY(read_file(images, kDescriptors, kMaxSize));
  auto descriptors = TRY_STEP(kDescriptors, spec::json::decode_text<std::vector<std::string>>(text));
  if (descriptors.size() > 3) return fail(std::string(kDescriptors) + ": more than three");
  return descriptors;
}

bool is_pipe(const std::string& descriptor) {
  constexpr std::string_view kBegin = "pipe:[";
  if (descriptor.rfind(kBegin, 0) != 0 || descriptor.back() != ']') return false;
  const std::string_view number = std::string_view(descriptor).substr(kBegin.size());
  return parse_number<std::uint64_t>(number.substr(0, number.size() - 1)).has_value();
}

}  // namespace runtime::checkpoint
