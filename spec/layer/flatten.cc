#include "spec/layer/flatten.h"

#include <array>
#include <map>
#include <set>
#include <string>

#include "spec/layer/apply.h"
#include "spec/layer/merged_tree.h"
#include "spec/layer/tar_reader.h"
#include "spec/layer/tar_writer.h"

namespace spec::layer {

namespace {

std::string path_in(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

Entry cleaned(Entry entry, const std::string& path) {
  entry.path = path;
  std::erase_if(entry.xattrs, [](const auto& xattr) { return is_overlay_xattr(xattr.first); });
  return entry;
}

class Flattener {
 public:
  Flattener(const MergedTree& tree, std::size_t base, Sink& out) : root_(tree.root()), base_(base), tar_(out) {}

  // Which files are to be written, and under which names.
  void choose() {
    collect(root_, "");
    std::set<EntryId> wanted;
    for (const auto& [id, names] : names_) {
      if (id.layer >= base_ || added_.contains(id)) wanted.insert(id);
    }
    std::erase_if(names_, [&](const auto& one) { return !wanted.contains(one.first); });
  }

  Result<void> folders() {
    TRY(folder(root_, ""));
    return {};
  }

  bool needs(std::size_t layer) const {
    const auto first = names_.lower_bound({layer, 0});
    return first != names_.end() && first->first.layer == layer;
  }

  Result<void> files(TarReader& tar, std::size_t layer) {
    Entry entry;
    for (EntryId id{layer, 0}; TRY(tar.next(entry)); ++id.number) {
      const auto found = names_.find(id);
      if (found != names_.end()) TRY(file(entry, found->second, tar));
    }
    return {};
  }

  Result<void> finish() { return tar_.finish(); }

 private:
  void collect(const MergedNode& node, const std::string& path) {
    for (const auto& [name, child] : node.children) {
      const std::string below = path_in(path, name);
      if (child->is_folder) {
        collect(*child, below);
      } else {
        names_[*child->entry].push_back(below);
        if (!child->in_base) added_.insert(*child->entry);
      }
    }
  }

  // Something of the folder, or below it, is to be written.
  bool is_changed(const MergedNode& folder) const {
    if (base_ == 0 || !folder.in_base || folder.layer >= base_ || !folder.gone.empty()) return true;
    for (const auto& [name, child] : folder.children) {
      if (child->is_folder ? is_changed(*child) : names_.contains(*child->entry)) return true;
    }
    return false;
  }

  Result<void> folder(const MergedNode& node, const std::string& path) {
    if (!is_changed(node)) return {};
    if (!path.empty() || node.entry) TRY(tar_.add(cleaned(node.attributes, path.empty() ? "." : path)));
    for (const auto& [name, was_folder] : node.gone) {
      const auto now = node.children.find(name);
      if (now == node.children.end()) TRY(tar_.add_whiteout(path_in(path, name), {}));
    }
    for (const auto& [name, child] : node.children) {
      if (!child->is_folder) continue;
      const std::string below = path_in(path, name);
      TRY(folder(*child, below));
      const auto was = node.gone.find(name);
      if (was != node.gone.end() && was->second) TRY(tar_.add_opaque(below, {}));
    }
    return {};
  }

  Result<void> file(const Entry& entry, const std::vector<std::string>& names, TarReader& tar) {
    const Entry first = cleaned(entry, names.front());
    if (entry.kind == EntryKind::kFile) {
      TRY(tar_.begin_file(first));
      TRY(content(first.size, tar));
      TRY(tar_.end_file());
    } else {
      TRY(tar_.add(first));
    }
    Entry link = first;
    link.kind = EntryKind::kHardLink;
    link.target = first.path;
    link.size = 0;
    link.device = 0;
    link.xattrs.clear();
    for (std::size_t i = 1; i < names.size(); ++i) {
      link.path = names[i];
      TRY(tar_.add(link));
    }
    return {};
  }

  Result<void> zeros(std::uint64_t count) {
    static constexpr std::array<char, 4096> kZeros{};
    for (; count > 0; count -= std::min<std::uint64_t>(count, kZeros.size())) {
      TRY(tar_.write_content({kZeros.data(), std::min<std::uint64_t>(count, kZeros.size())}));
    }
    return {};
  }

  // A sparse file's holes are zeros here.
  Result<void> content(std::uint64_t size, TarReader& tar) {
    std::uint64_t at = 0;
    while (const std::optional<TarReader::Block> block = TRY(tar.next_block())) {
      TRY(zeros(block->offset - at));
      TRY(tar_.write_content(block->data));
      at = block->offset + block->data.size();
    }
    return zeros(size - at);
  }

  const MergedNode& root_;
  std::size_t base_;
  TarWriter tar_;
  std::map<EntryId, std::vector<std::string>> names_;
  std::set<EntryId> added_;  // files that have a name which the base had not
};

Result<void> read_headers(const LayerReader& layer, MergedTree& tree) {
  const std::unique_ptr<Source> plain = TRY(layer());
  TarReader tar = TRY(TarReader::open(*plain));
  return tree.add_layer(tar);
}

}  // namespace

Result<void> flatten(const std::vector<LayerReader>& layers, std::size_t base, Sink& out) {
  MergedTree tree;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (i == base) tree.end_base();
    TRY(read_headers(layers[i], tree));
  }
  Flattener flattener(tree, base, out);
  flattener.choose();
  TRY(flattener.folders());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (!flattener.needs(i)) continue;
    const std::unique_ptr<Source> plain = TRY(layers[i]());
    TarReader tar = TRY(TarReader::open(*plain));
    TRY(flattener.files(tar, i));
  }
  return flattener.finish();
}

}  // namespace spec::layer
