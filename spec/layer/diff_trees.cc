// diff_trees() of diff.h: two folders walked side by side.

#include <algorithm>

#include "spec/base/file.h"
#include "spec/layer/attributes.h"
#include "spec/layer/diff.h"
#include "spec/layer/tar_writer.h"
#include "spec/layer/tree_writer.h"

namespace spec::layer {

namespace {

class Comparison {
 public:
  Comparison(TarWriter& tar, TreeWriter& tree, const std::vector<std::string>& exclude)
      : tar_(tar), tree_(tree), exclude_(exclude) {}

  Result<void> folder(FdRef before, FdRef after, const std::string& path);

 private:
  Result<void> removed(const TreeNode& old);
  Result<void> kept(const TreeNode& old, const TreeNode& node);
  Result<void> write_folders();

  TarWriter& tar_;
  TreeWriter& tree_;
  const std::vector<std::string>& exclude_;
  std::vector<TreeNode> open_;  // the folders around the place that we are at
  std::size_t written_ = 0;     // so many of them have their entry
};

bool same_time(const std::timespec& a, const std::timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

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

Result<void> Comparison::write_folders() {
  for (; written_ < open_.size(); ++written_) TRY(tree_.add(open_[written_]));
  return {};
}

Result<void> Comparison::removed(const TreeNode& old) {
  TRY(write_folders());
  tree_.count_whiteout();
  return tar_.add_whiteout(old.path, old.status.st_mtim);
}

Result<void> Comparison::kept(const TreeNode& old, const TreeNode& node) {
  const bool changed = TRY(differs(old, node));
  if (!S_ISDIR(old.status.st_mode) || !S_ISDIR(node.status.st_mode)) {
    if (!changed) return {};
    TRY(write_folders());
    return tree_.add_tree(node);
  }
  open_.push_back(node);
  if (changed) TRY(write_folders());
  const Fd before = TRY(open_node(old));
  const Fd after = TRY(open_node(node));
  TRY(folder(before, after, node.path));
  open_.pop_back();
  written_ = std::min(written_, open_.size());
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
    return path.empty() && std::find(exclude_.begin(), exclude_.end(), node.name) != exclude_.end();
  };
  for (const TreeNode& old : old_nodes) {
    if (find(nodes, old.name) == nullptr && !excluded(old)) TRY(removed(old));
  }
  for (const TreeNode& node : nodes) {
    if (excluded(node)) continue;
    if (const TreeNode* old = find(old_nodes, node.name)) {
      TRY(kept(*old, node));
    } else {
      TRY(write_folders());
      TRY(tree_.add_tree(node));
    }
  }
  return {};
}

}  // namespace

Result<Diff> diff_trees(FdRef before, FdRef after, Sink& out, const DiffOptions& options) {
  TarWriter tar(out, options.clamp_time);
  TreeWriter tree(tar);
  Comparison comparison(tar, tree, options.exclude);
  TRY(comparison.folder(before, after, ""));
  TRY(tar.finish());
  Diff diff;
  diff.bytes = tar.bytes();
  diff.entries = tree.entries();
  return diff;
}

}  // namespace spec::layer
