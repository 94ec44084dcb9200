#include "spec/layer/merged_tree.h"

#include <deque>

#include "spec/base/text.h"
#include "spec/layer/entry_path.h"

namespace spec::layer {

namespace {

constexpr int kMaxLinks = 40;                    // the kernel's own limit
constexpr const char* kAufsPrefix = ".wh..wh.";  // its own bookkeeping, but for the opaque mark

std::unique_ptr<MergedNode> new_folder(std::size_t layer) {
  auto node = std::make_unique<MergedNode>();
  node->layer = layer;
  node->is_folder = true;
  node->attributes.kind = EntryKind::kFolder;
  node->attributes.mode = 0755;
  return node;
}

void push_front(std::deque<std::string>& todo, const std::string& path) {
  const std::vector<std::string> names = split(path, '/');
  todo.insert(todo.begin(), names.begin(), names.end());
}

// A component of the path begins so.
bool has_mark(const std::string& path, const char* prefix) {
  return path.starts_with(prefix) || path.find(concat("/", prefix)) != std::string::npos;
}

void mark_base(MergedNode& node) {
  node.in_base = true;
  for (auto& [name, child] : node.children) mark_base(*child);
}

}  // namespace

MergedTree::MergedTree() : root_(new_folder(0)) {}

Result<void> MergedTree::add_layer(TarReader& tar) {
  Entry entry;
  for (std::uint64_t number = 0; TRY(tar.next(entry)); ++number) {
    const std::string path = TRY(clean_path(entry.path));
    TRY(add(path, {layer_, number}, entry));
  }
  ++layer_;
  return {};
}

void MergedTree::end_base() { mark_base(*root_); }

Result<void> MergedTree::add(const std::string& path, EntryId id, Entry& entry) {
  if (path.empty()) {
    if (entry.kind != EntryKind::kFolder) return fail("tar: \"" + entry.path + "\": the root is a folder");
    root_->attributes = entry;
    root_->layer = layer_;
    root_->entry = id;
    return {};
  }
  const SplitPath place = split_path(path);
  if (has_mark(place.parent, kAufsPrefix)) return {};
  if (has_mark(place.parent, kWhiteoutPrefix)) return fail("tar: " + path + ": a whiteout holds nothing");
  MergedNode* const parent = TRY_STEP(path, folder_of(place.parent));
  if (place.name.starts_with(kWhiteoutPrefix)) {
    const std::string victim = place.name.substr(std::string_view(kWhiteoutPrefix).size());
    if (place.name == kOpaqueWhiteout) {
      hide_all(*parent);
    } else if (!place.name.starts_with(kAufsPrefix)) {
      if (victim.empty() || victim == "." || victim == "..") return fail("tar: " + path + ": a whiteout of nothing");
      hide(*parent, victim);
    }
    return {};
  }
  if (entry.kind == EntryKind::kHardLink) {
    const SplitPath target = split_path(TRY(clean_path(entry.target)));
    MergedNode* const folder = TRY_STEP(path, folder_of(target.parent));
    const auto found = folder->children.find(target.name);
    if (found == folder->children.end() || found->second->is_folder) {
      return fail(concat(path, ": a hard link to ", entry.target, ", which is missing"));
    }
    auto node = std::make_unique<MergedNode>();
    node->layer = layer_;
    node->entry = found->second->entry;
    node->target = found->second->target;
    set(*parent, place.name, std::move(node));
    return {};
  }
  if (entry.kind == EntryKind::kFolder) {
    const auto found = parent->children.find(place.name);
    const bool is_there = found != parent->children.end() && found->second->is_folder;
    MergedNode* const node = is_there ? found->second.get() : make_folder(*parent, place.name);
    node->layer = layer_;
    node->entry = id;
    node->attributes = entry;
    return {};
  }
  auto node = std::make_unique<MergedNode>();
  node->layer = layer_;
  node->entry = id;
  if (entry.kind == EntryKind::kSymlink) node->target = entry.target;
  set(*parent, place.name, std::move(node));
  return {};
}

// The folder of a clean path: what is missing is implied, links are followed inside the root.
Result<MergedNode*> MergedTree::folder_of(const std::string& path) {
  std::vector<MergedNode*> way = {root_.get()};
  std::deque<std::string> todo;
  push_front(todo, path);
  for (int links = 0; !todo.empty();) {
    const std::string name = std::move(todo.front());
    todo.pop_front();
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      if (way.size() > 1) way.pop_back();
      continue;
    }
    MergedNode& parent = *way.back();
    const auto found = parent.children.find(name);
    MergedNode* const child = found == parent.children.end() ? nullptr : found->second.get();
    if (child != nullptr && child->is_folder) {
      way.push_back(child);
    } else if (child != nullptr && !child->target.empty()) {
      if (++links > kMaxLinks) return fail_errno(name, ELOOP);
      if (child->target.starts_with('/')) way.resize(1);
      push_front(todo, child->target);
    } else if (child != nullptr && child->layer == layer_) {
      return fail_errno(name, ENOTDIR);
    } else {
      way.push_back(make_folder(parent, name));
    }
  }
  return way.back();
}

MergedNode* MergedTree::make_folder(MergedNode& parent, const std::string& name) {
  set(parent, name, new_folder(layer_));
  return parent.children[name].get();
}

void MergedTree::set(MergedNode& parent, const std::string& name, std::unique_ptr<MergedNode> node) {
  remove(parent, name);
  parent.children[name] = std::move(node);
}

void MergedTree::remove(MergedNode& parent, const std::string& name) {
  const auto found = parent.children.find(name);
  if (found == parent.children.end()) return;
  if (found->second->in_base) parent.gone[name] = found->second->is_folder;
  parent.children.erase(found);
}

// A whiteout hides what the layers below have of that name, and nothing of its own layer's.
void MergedTree::hide(MergedNode& parent, const std::string& name) {
  const auto found = parent.children.find(name);
  if (found == parent.children.end()) return;
  MergedNode& node = *found->second;
  if (!node.is_folder) {
    if (node.layer != layer_) remove(parent, name);
    return;
  }
  hide_all(node);
  if (node.layer == layer_) return;
  if (node.children.empty()) return remove(parent, name);
  // What this layer has in it is in a folder that it only implies.
  std::unique_ptr<MergedNode> made = new_folder(layer_);
  made->children = std::move(node.children);
  set(parent, name, std::move(made));
}

void MergedTree::hide_all(MergedNode& folder) {
  std::vector<std::string> names;
  for (const auto& [name, child] : folder.children) names.push_back(name);
  for (const std::string& name : names) hide(folder, name);
}

}  // namespace spec::layer
