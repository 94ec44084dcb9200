#include "buildtool/build/verify.h"

#include <algorithm>

#include "buildtool/build/stage_layers.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/json/text.h"
#include "spec/layout/folder_difference.h"

namespace buildtool::build {

namespace {

constexpr std::size_t kMost = 20;  // of one layer

using Lines = std::vector<std::string>;

Result<void> compare_layer(const PlatformBuild& one, const PlatformBuild& other, std::size_t number, Lines& out) {
  const LayerPtr& first = one.target.layers[number];
  const LayerPtr& second = other.target.layers[number];
  if (first->sealed.diff_id == second->sealed.diff_id) return {};
  const auto folders = TRY(one.session->layers.unpacked(one.target.layers));
  const auto others = TRY(other.session->layers.unpacked(other.target.layers));
  const Fd folder = TRY(open_dir(folders[number].folder));
  const Fd second_folder = TRY(open_dir(others[number].folder));
  const Lines found = TRY(spec::layout::differences(folder, second_folder, kMost));
  const std::string place = concat(one.session->prefix, "layer ", number + 1, ", ", first->description, ": ");
  for (const std::string& line : found) out.push_back(place + line);
  // Parts of a second, times of folders: what that comparison passes over.
  if (found.empty()) out.push_back(place + "times");
  if (found.size() == kMost) out.push_back(place + "...");
  return {};
}

Result<void> compare_configs(const PlatformBuild& one, const PlatformBuild& other, Lines& out) {
  const spec::layout::Store& store = one.session->lease.store();
  const std::string text = TRY(store.read_blob(one.image.manifest.config));
  const std::string other_text = TRY(store.read_blob(other.image.manifest.config));
  const spec::json::Value config = TRY(spec::json::parse(text));
  const spec::json::Value other_config = TRY(spec::json::parse(other_text));
  if (config.object() == nullptr) return {};
  for (const spec::json::Member& member : *config.object()) {
    const spec::json::Value* second = other_config.find(member.name);
    if (member.name == "rootfs" || (second != nullptr && *second == member.value)) continue;
    out.push_back(concat(one.session->prefix, "config: ", member.name));
  }
  return {};
}

}  // namespace

Result<Lines> differences(const std::vector<PlatformBuild>& one, const std::vector<PlatformBuild>& other) {
  Lines out;
  for (std::size_t i = 0; i < one.size(); ++i) {
    if (one[i].image.descriptor.digest == other[i].image.descriptor.digest) continue;
    const std::size_t layers = std::min(one[i].target.layers.size(), other[i].target.layers.size());
    for (std::size_t layer = 0; layer < layers; ++layer) TRY(compare_layer(one[i], other[i], layer, out));
    TRY(compare_configs(one[i], other[i], out));
  }
  return out;
}

}  // namespace buildtool::build
