#include "spec/layout/folder_difference.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "spec/base/file.h"
#include "spec/base/interrupt.h"
#include "spec/layer/attributes.h"
#include "spec/layer/compare.h"
#include "spec/layer/lower_view.h"

namespace spec::layout {

namespace {

using layer::TreeNode;

Result<Fd> open_file(const TreeNode& node) { return open_at(node.folder, node.name, O_RDONLY | O_NOFOLLOW); }

Result<std::size_t> fill(const Fd& file, std::vector<char>& buffer, const std::string& path) {
  std::size_t size = 0;
  while (size < buffer.size()) {
    const ssize_t n = ::read(file.get(), buffer.data() + size, buffer.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno("read " + path);
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  return size;
}

Result<bool> same_content(const TreeNode& fresh, const TreeNode& kept) {
  const Fd one = TRY(open_file(fresh));
  const Fd other = TRY(open_file(kept));
  std::vector<char> one_buffer(1 << 17);
  std::vector<char> other_buffer(1 << 17);
  while (true) {
    TRY(check_interrupted());
    const std::size_t n = TRY(fill(one, one_buffer, fresh.path));
    const std::size_t m = TRY(fill(other, other_buffer, kept.path));
    if (n != m ||
        !std::equal(one_buffer.begin(), one_buffer.begin() + static_cast<std::ptrdiff_t>(n), other_buffer.begin())) {
      return false;
    }
    if (n == 0) return true;
  }
}

bool same_time(const timespec& fresh, const timespec& kept) {
  return fresh.tv_sec == kept.tv_sec && (fresh.tv_nsec == 0 || fresh.tv_nsec == kept.tv_nsec);
}

// What is otherwise, in words; "" for nothing.
Result<std::string> compare(const TreeNode& fresh, const TreeNode& kept) {
  const struct stat& a = fresh.status;
  const struct stat& b = kept.status;
  if ((a.st_mode & S_IFMT) != (b.st_mode & S_IFMT)) return std::string("another kind of file");
  if (a.st_mode != b.st_mode) return std::string("another mode");
  if (a.st_uid != b.st_uid || a.st_gid != b.st_gid) return std::string("another owner");
  if (a.st_rdev != b.st_rdev) return std::string("another device");
  if (layer::is_whiteout(a)) return std::string();
  const auto xattrs = TRY(layer::read_xattrs(layer::proc_path(fresh.folder, fresh.name)));
  const auto kept_xattrs = TRY(layer::read_xattrs(layer::proc_path(kept.folder, kept.name)));
  if (xattrs != kept_xattrs) return std::string("other xattrs");
  if (S_ISDIR(a.st_mode)) {
    const Fd one = TRY(layer::open_node(fresh));
    const Fd other = TRY(layer::open_node(kept));
    return std::string(layer::is_opaque(one) == layer::is_opaque(other) ? "" : "another opaque mark");
  }
  if (!same_time(a.st_mtim, b.st_mtim)) return std::string("another time");
  if (S_ISLNK(a.st_mode)) {
    const std::string target = TRY(read_link(fresh.folder, fresh.name));
    const std::string kept_target = TRY(read_link(kept.folder, kept.name));
    return std::string(target == kept_target ? "" : "another target");
  }
  if (!S_ISREG(a.st_mode)) return std::string();
  if (a.st_size != b.st_size) return std::string("another size");
  const bool same = TRY(same_content(fresh, kept));
  return std::string(same ? "" : "other content");
}

class Collector : public layer::ComparisonVisitor {
 public:
  explicit Collector(std::size_t most) : most_(most) {}
  Result<void> removed(const TreeNode& old) override { return note(old.path + ": missing"); }
  Result<void> added(const TreeNode& node) override {
    return S_ISSOCK(node.status.st_mode) ? Result<void>() : note(node.path + ": not in the layer");
  }
  Result<void> changed(const TreeNode&) override { return {}; }  // noted by what compares

  Result<void> note(std::string text) {
    if (!is_full()) found.push_back(std::move(text));
    return {};
  }
  bool is_full() const { return found.size() == most_; }
  std::vector<std::string> found;

 private:
  std::size_t most_;
};

}  // namespace

Result<std::vector<std::string>> differences(FdRef fresh, FdRef kept, std::size_t most) {
  Collector all(most);
  const auto differ = [&](const TreeNode& old, const TreeNode& node) -> Result<bool> {
    if (all.is_full()) return false;
    const std::string what = TRY(compare(old, node));
    if (!what.empty()) TRY(all.note(old.path + ": " + what));
    return !what.empty();
  };
  TRY(layer::compare_trees(fresh, kept, differ, all));
  return std::move(all.found);
}

Result<std::string> first_difference(FdRef fresh, FdRef kept) {
  const std::vector<std::string> found = TRY(differences(fresh, kept, 1));
  return found.empty() ? std::string() : found.front();
}

}  // namespace spec::layout
