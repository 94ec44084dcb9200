#include "spec/bundle/stack.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include <algorithm>
#include <deque>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace spec::bundle {

namespace {

constexpr int kMostLinks = 40;    // the kernel's own limit
constexpr int kMostSteps = 1024;  // a walk costs a step times the number of layers

// One folder of the merged tree: the folders of the layers that make it up, topmost first.
using Folder = std::vector<Fd>;

// Layers kept by a user without privilege have the second mark.
bool is_opaque(const Fd& folder) {
  for (const char* name : {"trusted.overlay.opaque", "user.overlay.opaque"}) {
    char value = '\0';
    if (::fgetxattr(folder.get(), name, &value, 1) == 1 && value == 'y') return true;
  }
  return false;
}

// What a name stands for: nothing, a folder, or something else in one layer.
struct Entry {
  Folder folder;
  int holder = -1;  // the layer's folder that has what is no folder
  struct stat status {};
};

Result<Entry> look_up(const Folder& in, const std::string& name) {
  Entry found;
  for (const Fd& layer : in) {
    struct stat status {};
    if (::fstatat(layer.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) {
      if (errno == ENOENT || errno == ENAMETOOLONG) continue;
      return fail_errno(name);
    }
    if (!S_ISDIR(status.st_mode)) {
      const bool whiteout = S_ISCHR(status.st_mode) && status.st_rdev == makedev(0, 0);
      if (found.folder.empty() && !whiteout) {
        found.holder = layer.get();
        found.status = status;
      }
      break;
    }
    Fd folder = TRY(open_dir(layer, name, O_RDONLY | O_NOFOLLOW));
    found.folder.push_back(std::move(folder));
    if (is_opaque(found.folder.back())) break;
  }
  return found;
}

Result<std::string> read_entry(const Entry& entry, const std::string& name, const std::string& path,
                               std::uint64_t max_bytes) {
  // Known by fstatat: opening a device or a FIFO of the image could already do harm.
  if (!S_ISREG(entry.status.st_mode)) return fail(path + ": is not a regular file");
  const Fd file = TRY(open_at(FdRef(entry.holder), name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
  return read_all(file, max_bytes, path);
}

// A walk through the merged tree, one name at a time.
class Walk {
 public:
  explicit Walk(const std::vector<std::string>& layers) : layers_(layers) {}

  Result<std::optional<std::string>> read(const std::string& path, std::uint64_t max_bytes) {
    push(path);
    TRY(to_root());
    for (int steps = 0; !todo_.empty(); ++steps) {
      if (steps == kMostSteps) return fail_errno(path, ELOOP);
      const std::string name = std::move(todo_.front());
      todo_.pop_front();
      if (name.empty() || name == ".") continue;
      if (name == "..") {
        TRY(up());
        continue;
      }
      Entry entry = TRY_STEP(path, look_up(here_, name));
      if (!entry.folder.empty()) {
        here_ = std::move(entry.folder);
        done_.push_back(name);
      } else if (entry.holder >= 0 && S_ISLNK(entry.status.st_mode)) {
        TRY_STEP(path, follow(entry, name));
      } else if (entry.holder < 0 || !todo_.empty()) {
        return std::optional<std::string>();  // missing, or a file where the path wants a folder
      } else {
        std::string content = TRY(read_entry(entry, name, path, max_bytes));
        return std::optional<std::string>(std::move(content));
      }
    }
    return fail(path + ": is not a regular file");
  }

 private:
  void push(const std::string& path) {
    const std::vector<std::string> names = split(path, '/');
    todo_.insert(todo_.begin(), names.begin(), names.end());
  }

  Result<void> to_root() {
    here_.clear();
    done_.clear();
    for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) {
      Fd root = TRY(open_dir(*layer));
      here_.push_back(std::move(root));
    }
    return {};
  }

  // What led here are true folders: their names can be walked again, but for the last.
  Result<void> up() {
    if (done_.empty()) return {};
    todo_.insert(todo_.begin(), done_.begin(), done_.end() - 1);
    return to_root();
  }

  Result<void> follow(const Entry& link, const std::string& name) {
    if (++links_ > kMostLinks) return fail_errno(name, ELOOP);
    char target[4096];
    const ssize_t size = ::readlinkat(link.holder, name.c_str(), target, sizeof target);
    if (size < 0) return fail_errno("readlink " + name);
    push(std::string(target, static_cast<std::size_t>(size)));
    return target[0] == '/' ? to_root() : Result<void>();
  }

  const std::vector<std::string>& layers_;
  Folder here_;
  std::vector<std::string> done_;
  std::deque<std::string> todo_;
  int links_ = 0;
};

}  // namespace

Result<std::optional<std::string>> read_from_layers(const std::vector<std::string>& layers, const std::string& path,
                                                    std::uint64_t max_bytes) {
  return Walk(layers).read(path, max_bytes);
}

}  // namespace spec::bundle
