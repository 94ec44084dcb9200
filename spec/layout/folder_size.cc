#include "spec/layout/folder_size.h"

#include <sys/stat.h>

#include <deque>
#include <optional>
#include <set>
#include <utility>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/layout/folder_layers.h"

namespace spec::layout {

namespace {

// Counts from the top, by paths: a layer does not change, and a tree too deep
// for a path is an error that costs neither stack nor descriptors.
class Count {
 public:
  explicit Count(FdRef root) : root_(root) {}

  Result<std::uint64_t> run() {
    todo_.emplace_back(".");
    while (!todo_.empty()) {
      const std::string folder = std::move(todo_.front());
      todo_.pop_front();
      const std::vector<std::string> names = TRY(list_dir(root_, folder));
      for (const std::string& name : names) TRY(add(folder + "/" + name));
    }
    return bytes_;
  }

 private:
  Result<void> add(const std::string& path) {
    struct stat status {};
    if (::fstatat(root_.get(), path.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) return fail_errno(path);
    if (S_ISDIR(status.st_mode)) todo_.push_back(path);
    if (!S_ISREG(status.st_mode)) return {};
    if (status.st_nlink > 1 && !linked_.insert(status.st_ino).second) return {};
    bytes_ += static_cast<std::uint64_t>(status.st_size);
    return {};
  }

  FdRef root_;
  std::deque<std::string> todo_;
  std::set<ino_t> linked_;  // files with several names that were counted
  std::uint64_t bytes_ = 0;
};

}  // namespace

Result<std::uint64_t> folder_size(FdRef folder) { return Count(folder).run(); }

Result<std::uint64_t> FolderLayers::size(const UnpackedLayer& layer) const {
  const Fd folder = TRY(open_dir(layer.folder.substr(0, layer.folder.rfind('/'))));
  if (const Result<std::string> known = read_file(folder, "bytes", 32)) {
    if (const std::optional<std::uint64_t> bytes = parse_number<std::uint64_t>(*known)) return *bytes;
  }
  const Fd root = TRY(open_dir(folder, "fs"));
  const std::uint64_t bytes = TRY(folder_size(root));
  // Where it cannot be kept it is counted again.
  (void)replace_file(folder, "bytes", std::to_string(bytes), 0600, Durable::kNo);
  return bytes;
}

}  // namespace spec::layout
