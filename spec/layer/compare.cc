#include "spec/layer/compare.h"

#include <algorithm>

#include "spec/base/file.h"
#include "spec/layer/attributes.h"

namespace spec::layer {

namespace {

class Comparison {
 public:
  Comparison(const Differs& differ, ComparisonVisitor& visitor, const std::vector<std::string>& exclude)
      : differ_(differ), visitor_(visitor), exclude_(exclude) {}

  Result<void> folder(FdRef before, FdRef after, const std::string& path);

 private:
  Result<void> kept(const TreeNode& old, const TreeNode& node);

  const Differs& differ_;
  ComparisonVisitor& visitor_;
  const std::vector<std::string>& exclude_;
};

Result<void> Comparison::kept(const TreeNode& old, const TreeNode& node) {
  const bool changed = TRY(differ_(old, node));
  const bool folders = S_ISDIR(old.status.st_mode) && S_ISDIR(node.status.st_mode);
  if (!folders) return changed ? visitor_.changed(node) : Result<void>();
  visitor_.enter(node);
  if (changed) TRY(visitor_.changed(node));
  const Fd before = TRY(open_node(old));
  const Fd after = TRY(open_node(node));
  TRY(folder(before, after, node.path));
  visitor_.leave();
  return {};
}

Result<void> Comparison::folder(FdRef before, FdRef after, const std::string& path) {
  const std::vector<TreeNode> old_nodes = TRY(list_nodes(before, path));
  const std::vector<TreeNode> nodes = TRY(list_nodes(after, path));
  const auto find = [](const std::vector<TreeNode>& list, const std::string& name) {
    const auto at =
        std::lower_bound(list.begin(), list.end(), name,
                         [](const TreeNode& node, const std::string& wanted) { return node.name < wanted; });
    return at != list.end() && at->name == name ? &*at : nullptr;
  };
  const auto excluded = [&](const TreeNode& node) {
    return std::find(exclude_.begin(), exclude_.end(), node.path) != exclude_.end();
  };
  for (const TreeNode& old : old_nodes) {
    if (find(nodes, old.name) == nullptr && !excluded(old)) TRY(visitor_.removed(old));
  }
  for (const TreeNode& node : nodes) {
    if (excluded(node)) continue;
    const TreeNode* old = find(old_nodes, node.name);
    TRY(old != nullptr ? kept(*old, node) : visitor_.added(node));
  }
  return {};
}

bool same_time(const std::timespec& a, const std::timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

}  // namespace

Result<bool> differs(const TreeNode& old, const TreeNode& node) {
  const struct stat& a = old.status;
  const struct stat& b = node.status;
  if (a.st_mode != b.st_mode || a.st_uid != b.st_uid || a.st_gid != b.st_gid || a.st_rdev != b.st_rdev) return true;
  // A folder's size and time are about what it holds, which is looked at anyway.
  if (!S_ISDIR(b.st_mode) && (a.st_size != b.st_size || !same_time(a.st_mtim, b.st_mtim))) return true;
  if (S_ISLNK(b.st_mode)) {
    const std::string was = TRY(read_link(old.folder, old.name));
    const std::string is = TRY(read_link(node.folder, node.name));
    if (was != is) return true;
  }
  const auto old_xattrs = TRY(read_xattrs(proc_path(old.folder, old.name)));
  const auto new_xattrs = TRY(read_xattrs(proc_path(node.folder, node.name)));
  return old_xattrs != new_xattrs;
}

Result<void> compare_trees(FdRef before, FdRef after, const Differs& differ, ComparisonVisitor& visitor,
                           const std::vector<std::string>& exclude) {
  return Comparison(differ, visitor, exclude).folder(before, after, "");
}

}  // namespace spec::layer
