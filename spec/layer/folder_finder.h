// The folder that an entry of a layer belongs into.
#pragma once

#include <deque>
#include <memory>
#include <set>
#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/layer/attributes.h"
#include "spec/layer/lower_view.h"

namespace spec::layer {

class FolderFinder {
 public:
  // All must outlive it. `overlay`: 0/0 devices in the root are whiteouts.
  FolderFinder(FdRef root, const LowerView& lower, bool overlay) : root_(root), lower_(lower), overlay_(overlay) {}

  // The folder of a clean path (entry_path.h), "" being the root. What is
  // missing on the way is made: as the layers below have it, else 0755 and the
  // process's own. Links are followed inside the root, and inside the layers
  // below where the root has nothing of that name. Valid until the next call.
  Result<const Folder*> open(const std::string& path);

  // Something was removed or replaced: paths may lead elsewhere now.
  void forget() { cached_ = false; }

  // A folder got an entry of its own.
  void explained(const std::string& path) { implied_.erase(path); }
  // Folders were made, or looked up, that the layer itself does not explain.
  bool has_implied() const { return !implied_.empty() || used_lower_; }

  // Where a path through links and the layers below leads to in the root; the
  // folder that open() returned last.
  const std::string& canonical() const { return canonical_; }

 private:
  struct Level {
    Fd fd;
    std::string name;
    bool lower_visible = true;  // the layers below are seen through it
  };
  struct Walk {
    std::vector<Level> levels;     // below the root
    std::deque<std::string> todo;  // names
    int links = 0;
    bool root_sees_lower = true;
  };

  Result<void> use(Fd fd, std::string path);
  Result<Fd> walk(const std::string& path);
  Result<void> step(Walk& walk, const std::string& name);
  Result<void> make(Walk& walk, const std::string& name, bool opaque);
  Result<void> follow(Walk& walk, FdRef folder, const std::string& name);
  int here(const Walk& walk) const { return walk.levels.empty() ? root_.get() : walk.levels.back().fd.get(); }
  static std::string path_of(const Walk& walk);

  FdRef root_;
  const LowerView& lower_;
  bool overlay_;
  bool cached_ = false;
  std::string cached_path_;
  std::string canonical_;
  Folder folder_;
  std::set<std::string> implied_;
  bool used_lower_ = false;
};

// Lets an overlay's folder hide what the layers below have in it.
Result<void> make_opaque(FdRef folder, const std::string& name);

}  // namespace spec::layer
