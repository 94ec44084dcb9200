#include "spec/layer/lower_view.h"

#include <fcntl.h>
#include <sys/xattr.h>

#include <set>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/layer/attributes.h"

namespace spec::layer {

namespace {

// The folders of one merged folder, the highest layer's first.
using Merged = std::vector<Fd>;

struct Step {
  std::optional<LowerView::Found> found;
  Merged folders;  // where it is a folder
};

Result<Step> step_into(const Merged& merged, const std::string& name) {
  Step step;
  for (const Fd& folder : merged) {
    struct stat status;
    if (::fstatat(folder.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) {
      if (errno == ENOENT) continue;
      return fail_errno(name);
    }
    if (is_whiteout(status)) break;
    const bool is_folder = S_ISDIR(status.st_mode);
    if (!is_folder && step.found) break;  // a file below a folder is hidden, with all below it
    if (!step.found) {
      Fd holder = TRY(open_dir(folder, ".", O_PATH));
      step.found.emplace();
      step.found->folder = std::move(holder);
      step.found->name = name;
      step.found->status = status;
    }
    if (!is_folder) break;
    Fd next = TRY(open_dir(folder, name, O_PATH | O_NOFOLLOW));
    const bool opaque = is_opaque(next);
    step.folders.push_back(std::move(next));
    if (opaque) break;
  }
  return step;
}

}  // namespace

bool is_opaque(FdRef folder) {
  const std::string path = proc_path(folder, "");
  for (const char* name : {"trusted.overlay.opaque", "user.overlay.opaque"}) {
    char value = 0;
    if (::getxattr(path.c_str(), name, &value, 1) == 1 && value == 'y') return true;
  }
  return false;
}

Result<std::optional<LowerView::Found>> LowerView::find(const std::string& path) const {
  Step step;
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) {
    Fd root = TRY(open_dir(*layer, ".", O_PATH));
    step.folders.push_back(std::move(root));
  }
  if (path.empty()) {
    if (layers_.empty()) return std::optional<Found>();
    Found found;
    if (::fstat(step.folders.front().get(), &found.status) < 0) return fail_errno("stat layer");
    found.folder = std::move(step.folders.front());
    found.name.assign(1, '.');  // GCC 12 warns wrongly of an assigned "."
    return std::optional(std::move(found));
  }
  for (const std::string& name : split(path, '/')) {
    step = TRY(step_into(step.folders, name));
    if (!step.found) break;
  }
  return std::move(step.found);
}

Result<std::vector<std::string>> LowerView::root_names() const {
  std::set<std::string> all;
  for (const FdRef layer : layers_) {
    const std::vector<std::string> names = TRY(list_dir(layer, "."));
    all.insert(names.begin(), names.end());
  }
  std::vector<std::string> visible;
  for (const std::string& name : all) {
    const std::optional<Found> found = TRY(find(name));
    if (found) visible.push_back(name);
  }
  return visible;
}

}  // namespace spec::layer
