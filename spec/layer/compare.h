// Two trees walked side by side: what one has more, less, or otherwise than the
// other.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/layer/tree_writer.h"

namespace spec::layer {

// Told in the order of the paths: what is gone from a folder, then the rest of it.
class ComparisonVisitor {
 public:
  virtual ~ComparisonVisitor() = default;
  virtual Result<void> removed(const TreeNode& old) = 0;   // with all that it holds
  virtual Result<void> added(const TreeNode& node) = 0;    // with all that it holds
  virtual Result<void> changed(const TreeNode& node) = 0;  // of a folder: itself; else with what takes its place
  // Around what is told of a folder that both have.
  virtual void enter(const TreeNode& folder) { (void)folder; }
  virtual void leave() {}
};

// Whether two nodes of one path are different; of folders, they alone.
using Differs = std::function<Result<bool>(const TreeNode& old, const TreeNode& node)>;

// By kind, mode, owner, device, xattrs and link target, and by size and time of what is no folder.
Result<bool> differs(const TreeNode& old, const TreeNode& node);

// `exclude`: paths that are passed over, with all below them.
Result<void> compare_trees(FdRef before, FdRef after, const Differs& differ, ComparisonVisitor& visitor,
                           const std::vector<std::string>& exclude = {});

}  // namespace spec::layer
