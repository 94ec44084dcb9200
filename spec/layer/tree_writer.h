// Files of a folder on the disk -> entries of a tar.
#pragma once

#include <sys/stat.h>

#include <map>
#include <string>
#include <utility>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/layer/tar_writer.h"

namespace spec::layer {

// One name in a folder. `path` is its path in the tar.
struct TreeNode {
  FdRef folder;
  std::string name;
  std::string path;
  struct stat status {};
};

class TreeWriter {
 public:
  explicit TreeWriter(TarWriter& tar) : tar_(tar) {}

  // From now on add_tree() takes another file system that is mounted in the tree for an empty folder.
  void stay_on_file_system() { stays_ = true; }

  // One entry: what the node is, but not what a folder holds. The second name
  // of a file becomes a hard link to the first. Sockets are left out.
  Result<void> add(const TreeNode& node);
  // A folder with all that it holds.
  Result<void> add_tree(const TreeNode& node);

  std::uint64_t entries() const { return entries_; }
  void count_whiteout() { ++entries_; }

 private:
  Result<bool> add_as_link(const TreeNode& node, Entry& entry);

  TarWriter& tar_;
  std::map<std::pair<dev_t, ino_t>, std::string> first_names_;
  std::uint64_t entries_ = 0;
  bool stays_ = false;
};

// Everything in a folder, sorted by name; each node borrows `folder`.
Result<std::vector<TreeNode>> list_nodes(FdRef folder, const std::string& path);
// A node's own folder, opened to read.
Result<Fd> open_node(const TreeNode& node);

}  // namespace spec::layer
