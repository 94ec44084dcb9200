#include "imagetool/cp/item.h"

#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/layer/tree_writer.h"

namespace imagetool::cp {

namespace layer = spec::layer;

namespace {

std::string last_component(std::string path) {
  while (path.ends_with('/')) path.pop_back();
  return path.substr(path.rfind('/') + 1);
}

// Such an end names no file: only a folder can have it.
bool asks_for_folder(const std::string& path) {
  const std::string last = last_component(path);
  return path.ends_with('/') || last.empty() || last == "." || last == "..";
}

// O_PATH descriptors cannot be listed.
Result<Fd> readable(FdRef folder) { return open_dir(folder, "."); }

Result<Item> open_folder_item(FdRef folder, const std::string& path) {
  Item item;
  item.folder = TRY_STEP(path, readable(folder));
  item.name = ".";
  item.base = last_component(path);
  if (item.base == "." || item.base == "..") item.base.clear();
  if (::fstat(item.folder.get(), &item.status) < 0) return fail_errno(path);
  return item;
}

}  // namespace

Result<Item> open_item(FdRef root, const std::string& path, bool follow) {
  const bool through = follow || asks_for_folder(path);
  const Fd found = TRY(open_in_root(root, path, through ? O_PATH : O_PATH | O_NOFOLLOW));
  struct stat status {};
  if (::fstat(found.get(), &status) < 0) return fail_errno(path);
  if (S_ISDIR(status.st_mode)) return open_folder_item(found, path);
  const std::string plain = through ? TRY(follow_dangling_in_root(root, path)) : path;
  Parent parent = TRY(open_parent_in_root(root, plain));
  Item item;
  item.folder = std::move(parent.dir);
  item.name = std::move(parent.name);
  item.base = last_component(path);
  if (::fstatat(item.folder.get(), item.name.c_str(), &item.status, AT_SYMLINK_NOFOLLOW) < 0) return fail_errno(path);
  if (S_ISDIR(item.status.st_mode)) return fail(path + ": was replaced");
  return item;
}

Result<void> write_item(const Item& item, const std::string& as, layer::TarWriter& tar) {
  layer::TreeWriter writer(tar);
  writer.stay_on_file_system();  // a container's /proc and /sys
  if (as.empty()) {
    for (const layer::TreeNode& node : TRY(layer::list_nodes(item.folder, ""))) TRY(writer.add_tree(node));
  } else {
    TRY(writer.add_tree({item.folder, item.name, as, item.status}));
  }
  return tar.finish();
}

Result<Target> choose_target(FdRef root, const std::string& path, const Item& item) {
  const Result<Fd> found = open_in_root(root, path, O_PATH);
  struct stat status {};
  if (found && ::fstat(found->get(), &status) < 0) return fail_errno(path);
  Target target;
  if (found && S_ISDIR(status.st_mode)) {
    target.folder = TRY_STEP(path, readable(*found));
    target.name = item.base;
    return target;
  }
  if (found && item.is_folder()) return fail("cannot copy directory");
  if (!found && found.error().number != ENOENT) return found.error();
  if (!found && asks_for_folder(path) && !item.is_folder()) return fail(path + ": no such directory");
  const std::string plain = TRY(follow_dangling_in_root(root, path));
  const Parent parent = TRY(open_parent_in_root(root, plain));
  target.folder = TRY_STEP(path, readable(parent.dir));
  target.name = parent.name;
  return target;
}

}  // namespace imagetool::cp
