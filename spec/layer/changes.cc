#include "spec/layer/changes.h"

#include <fcntl.h>

#include <algorithm>
#include <optional>

#include "spec/layer/compare.h"
#include "spec/layer/lower_view.h"

namespace spec::layer {

namespace {

using Kind = Change::Kind;

class List : public ComparisonVisitor {
 public:
  Result<void> removed(const TreeNode& old) override {
    add(Kind::kDeleted, old.path);
    return {};
  }
  Result<void> added(const TreeNode& node) override {
    add(Kind::kAdded, node.path);
    return add_content(node);
  }
  Result<void> changed(const TreeNode& node) override {
    add(Kind::kModified, node.path);
    const bool entered = !open_.empty() && open_.back() == node.path;
    return entered ? Result<void>() : add_content(node);
  }
  void enter(const TreeNode& folder) override { open_.push_back(folder.path); }
  void leave() override {
    open_.pop_back();
    told_ = std::min(told_, open_.size());
  }

  std::vector<Change> changes;

 private:
  void add(Kind kind, const std::string& path) {
    for (; told_ < open_.size(); ++told_) changes.push_back({Kind::kModified, open_[told_]});
    if (kind != Kind::kModified || open_.empty() || open_.back() != path) changes.push_back({kind, path});
  }

  Result<void> add_content(const TreeNode& node) {
    if (!S_ISDIR(node.status.st_mode)) return {};
    const Fd folder = TRY(open_node(node));
    for (const TreeNode& child : TRY(list_nodes(folder, node.path))) {
      if (!is_whiteout(child.status)) TRY(added(child));
    }
    return {};
  }

  std::vector<std::string> open_;  // the folders around the place that we are at
  std::size_t told_ = 0;           // so many of them are in the list
};

// The node of that name in a folder.
std::optional<TreeNode> look_up(FdRef folder, const TreeNode& like) {
  TreeNode found{folder, like.name, like.path, {}};
  if (!folder.valid() || ::fstatat(folder.get(), like.name.c_str(), &found.status, AT_SYMLINK_NOFOLLOW) < 0) return {};
  return found;
}

using Paths = std::vector<std::string>;

Result<void> walk_upper(FdRef upper, FdRef below, const std::string& path, const Paths& exclude, List& list) {
  std::vector<TreeNode> nodes = TRY(list_nodes(upper, path));
  std::erase_if(nodes, [&](const TreeNode& node) {
    return std::find(exclude.begin(), exclude.end(), node.path) != exclude.end();
  });
  if (is_opaque(upper) && below.valid()) {
    for (const TreeNode& old : TRY(list_nodes(below, path))) {
      if (!look_up(upper, old)) TRY(list.removed(old));
    }
  }
  for (const TreeNode& node : nodes) {
    const std::optional<TreeNode> old = look_up(below, node);
    if (is_whiteout(node.status)) {
      if (old) TRY(list.removed(*old));
    } else if (!old || !S_ISDIR(node.status.st_mode) || !S_ISDIR(old->status.st_mode)) {
      TRY(old ? list.changed(node) : list.added(node));
    } else {
      list.enter(node);
      TRY(list.changed(node));
      const Fd inside = TRY(open_node(node));
      const Fd inside_below = TRY(open_node(*old));
      TRY(walk_upper(inside, inside_below, node.path, exclude, list));
      list.leave();
    }
  }
  return {};
}

Result<std::vector<Change>> sorted(std::vector<Change> changes) {
  std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.path < b.path; });
  return changes;
}

}  // namespace

Result<std::vector<Change>> changes_of_upper(FdRef upper, FdRef below, const Paths& exclude) {
  List list;
  TRY(walk_upper(upper, below, "", exclude, list));
  return sorted(std::move(list.changes));
}

Result<std::vector<Change>> changes_between(FdRef before, FdRef after, const Paths& exclude) {
  List list;
  TRY(compare_trees(before, after, differs, list, exclude));
  return sorted(std::move(list.changes));
}

}  // namespace spec::layer
