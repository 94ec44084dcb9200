#include "spec/layer/diff.h"

#include <algorithm>

#include "spec/base/file.h"
#include "spec/layer/lower_view.h"
#include "spec/layer/tar_writer.h"
#include "spec/layer/tree_writer.h"

namespace spec::layer {

namespace {

void drop_excluded(std::vector<TreeNode>& nodes, const std::vector<std::string>& paths) {
  std::erase_if(nodes,
                [&](const TreeNode& node) { return std::find(paths.begin(), paths.end(), node.path) != paths.end(); });
}

// Whiteouts before the rest: a reader that removes as it goes never removes
// what this layer has just brought.
Result<void> write_upper(TarWriter& tar, TreeWriter& tree, FdRef folder, const std::string& path,
                         const std::vector<std::string>& exclude) {
  std::vector<TreeNode> nodes = TRY(list_nodes(folder, path));
  drop_excluded(nodes, exclude);
  if (is_opaque(folder)) {
    struct stat status;
    if (::fstat(folder.get(), &status) < 0) return fail_errno(path);
    TRY(tar.add_opaque(path, status.st_mtim));
    tree.count_whiteout();
  }
  for (const TreeNode& node : nodes) {
    if (!is_whiteout(node.status)) continue;
    TRY(tar.add_whiteout(node.path, node.status.st_mtim));
    tree.count_whiteout();
  }
  for (const TreeNode& node : nodes) {
    if (is_whiteout(node.status)) continue;
    TRY(tree.add(node));
    if (!S_ISDIR(node.status.st_mode)) continue;
    const Fd child = TRY(open_node(node));
    TRY(write_upper(tar, tree, child, node.path, exclude));
  }
  return {};
}

Result<void> write_tree(TreeWriter& tree, FdRef folder, const std::vector<std::string>& exclude) {
  std::vector<TreeNode> nodes = TRY(list_nodes(folder, ""));
  drop_excluded(nodes, exclude);
  for (const TreeNode& node : nodes) TRY(tree.add_tree(node));
  return {};
}

template <class Write>
Result<Diff> write_tar(Sink& out, const DiffOptions& options, Write write) {
  TarWriter tar(out, options.clamp_time);
  TreeWriter tree(tar);
  TRY(write(tar, tree));
  TRY(tar.finish());
  Diff diff;
  diff.bytes = tar.bytes();
  diff.entries = tree.entries();
  return diff;
}

}  // namespace

Result<Diff> diff_upper(FdRef upper, Sink& out, const DiffOptions& options) {
  return write_tar(out, options, [&](TarWriter& tar, TreeWriter& tree) {
    return write_upper(tar, tree, upper, "", options.exclude);
  });
}

Result<Diff> tar_tree(FdRef root, Sink& out, const DiffOptions& options) {
  return write_tar(out, options, [&](TarWriter&, TreeWriter& tree) { return write_tree(tree, root, options.exclude); });
}

}  // namespace spec::layer
