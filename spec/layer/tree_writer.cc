#include "spec/layer/tree_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/layer/attributes.h"

namespace spec::layer {

namespace {

// Opened first and looked at again: the entry is about the file that is read.
Result<Fd> open_content(const TreeNode& node) {
  Fd file(::openat(node.folder.get(), node.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status;
  if (!file || ::fstat(file.get(), &status) < 0) return fail_errno(node.path);
  if (status.st_ino != node.status.st_ino || !S_ISREG(status.st_mode)) return fail(node.path + ": was replaced");
  return file;
}

bool is_mounted(const TreeNode& node) {
  struct stat folder;
  return ::fstat(node.folder.get(), &folder) == 0 && folder.st_dev != node.status.st_dev;
}

}  // namespace

Result<std::vector<TreeNode>> list_nodes(FdRef folder, const std::string& path) {
  const std::vector<std::string> names = TRY_STEP(path, list_dir(folder, "."));
  std::vector<TreeNode> nodes;
  nodes.reserve(names.size());
  for (const std::string& name : names) {
    TreeNode node{folder, name, path.empty() ? name : path + "/" + name, {}};
    if (::fstatat(folder.get(), name.c_str(), &node.status, AT_SYMLINK_NOFOLLOW) < 0) return fail_errno(node.path);
    nodes.push_back(std::move(node));
  }
  return nodes;
}

Result<Fd> open_node(const TreeNode& node) {
  Fd folder(::openat(node.folder.get(), node.name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder) return fail_errno(node.path);
  return folder;
}

Result<void> TreeWriter::add(const TreeNode& node) {
  if (S_ISSOCK(node.status.st_mode)) return {};
  Entry entry = TRY(read_attributes(node.folder, node.name, node.status));
  entry.path = node.path;
  ++entries_;
  const bool linked = TRY(add_as_link(node, entry));
  if (linked) return {};
  if (entry.kind == EntryKind::kSymlink) entry.target = TRY(read_link(node.folder, node.name));
  if (entry.kind != EntryKind::kCharDevice && entry.kind != EntryKind::kBlockDevice) entry.device = 0;
  if (entry.kind != EntryKind::kFile) return tar_.add(entry);
  const Fd content = TRY(open_content(node));
  return tar_.add_file(entry, content);
}

Result<bool> TreeWriter::add_as_link(const TreeNode& node, Entry& entry) {
  if (entry.kind == EntryKind::kFolder || node.status.st_nlink < 2) return false;
  const auto [first, is_first] = first_names_.try_emplace({node.status.st_dev, node.status.st_ino}, node.path);
  if (is_first) return false;
  entry.kind = EntryKind::kHardLink;
  entry.target = first->second;
  entry.device = 0;
  entry.xattrs.clear();
  TRY(tar_.add(entry));
  return true;
}

Result<void> TreeWriter::add_tree(const TreeNode& node) {
  TRY(add(node));
  if (!S_ISDIR(node.status.st_mode) || (stays_ && is_mounted(node))) return {};
  const Fd folder = TRY(open_node(node));
  const std::vector<TreeNode> nodes = TRY(list_nodes(folder, node.path));
  for (const TreeNode& child : nodes) TRY(add_tree(child));
  return {};
}

}  // namespace spec::layer
