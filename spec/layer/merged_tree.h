// What an image's layers come to, by their tars' headers alone: which entry of which layer each path is. Nothing is
// unpacked, so nobody's privilege is needed. The rules are those of apply() (apply.h) and the overlay.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/layer/entry.h"
#include "spec/layer/tar_reader.h"

namespace spec::layer {

// An entry: of which layer, and its number in there.
struct EntryId {
  std::size_t layer = 0;
  std::uint64_t number = 0;
  auto operator<=>(const EntryId&) const = default;
};

struct MergedNode {
  std::size_t layer = 0;         // that made it, or changed it last
  std::optional<EntryId> entry;  // its file; names of one file have the same. None: a folder that is only implied
  bool is_folder = false;
  Entry attributes;      // of a folder
  std::string target;    // of a symbolic link
  bool in_base = false;  // it was there when the base ended
  std::map<std::string, std::unique_ptr<MergedNode>> children;
  // Of the base's, what was here and is no more: by name, and whether it was a folder. Another may be there now.
  std::map<std::string, bool> gone;
};

class MergedTree {
 public:
  MergedTree();
  // The next layer, above the others: its tar is read to the end.
  Result<void> add_layer(TarReader& tar);
  // The layers so far are the base.
  void end_base();

  const MergedNode& root() const { return *root_; }

 private:
  Result<void> add(const std::string& path, EntryId id, Entry& entry);
  Result<MergedNode*> folder_of(const std::string& path);
  MergedNode* make_folder(MergedNode& parent, const std::string& name);
  void set(MergedNode& parent, const std::string& name, std::unique_ptr<MergedNode> node);
  void remove(MergedNode& parent, const std::string& name);
  void hide(MergedNode& parent, const std::string& name);
  void hide_all(MergedNode& folder);

  std::unique_ptr<MergedNode> root_;
  std::size_t layer_ = 0;  // that is being added
};

}  // namespace spec::layer
