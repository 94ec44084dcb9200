// diff_trees() of diff.h: what two folders walked side by side differ in, as a tar.

#include <algorithm>

#include "spec/layer/compare.h"
#include "spec/layer/diff.h"
#include "spec/layer/tar_writer.h"

namespace spec::layer {

namespace {

class Writer : public ComparisonVisitor {
 public:
  Writer(TarWriter& tar, TreeWriter& tree) : tar_(tar), tree_(tree) {}

  Result<void> removed(const TreeNode& old) override {
    TRY(write_folders());
    tree_.count_whiteout();
    return tar_.add_whiteout(old.path, old.status.st_mtim);
  }
  Result<void> added(const TreeNode& node) override {
    TRY(write_folders());
    return tree_.add_tree(node);
  }
  Result<void> changed(const TreeNode& node) override {
    const bool entered = !open_.empty() && open_.back().path == node.path;
    return entered ? write_folders() : added(node);
  }
  void enter(const TreeNode& folder) override { open_.push_back(folder); }
  void leave() override {
    open_.pop_back();
    written_ = std::min(written_, open_.size());
  }

 private:
  Result<void> write_folders() {
    for (; written_ < open_.size(); ++written_) TRY(tree_.add(open_[written_]));
    return {};
  }

  TarWriter& tar_;
  TreeWriter& tree_;
  std::vector<TreeNode> open_;  // the folders around the place that we are at
  std::size_t written_ = 0;     // so many of them have their entry
};

}  // namespace

Result<Diff> diff_trees(FdRef before, FdRef after, Sink& out, const DiffOptions& options) {
  TarWriter tar(out, options.clamp_time);
  TreeWriter tree(tar);
  Writer writer(tar, tree);
  TRY(compare_trees(before, after, differs, writer, options.exclude));
  TRY(tar.finish());
  Diff diff;
  diff.bytes = tar.bytes();
  diff.entries = tree.entries();
  return diff;
}

}  // namespace spec::layer
