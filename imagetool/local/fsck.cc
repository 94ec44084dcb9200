#include "imagetool/local/fsck.h"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "imagetool/local/find.h"
#include "imagetool/local/fsck_blobs.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"
#include "spec/cli/human.h"
#include "spec/image/chain_id.h"
#include "spec/image/config.h"
#include "spec/image/index.h"
#include "spec/image/manifest.h"
#include "spec/image/media_type.h"
#include "spec/layout/dropped.h"
#include "spec/layout/layers.h"
#include "spec/layout/names.h"
#include "spec/layout/unpack.h"

namespace imagetool::local {

namespace image = spec::image;
namespace json = spec::json;
namespace layout = spec::layout;

using image::Descriptor;
using image::Digest;
using layout::LayerId;

namespace {

using Names = std::vector<std::string>;

class Check {
 public:
  Check(const layout::Lease& lease, Repairer* repairer)
      : lease_(lease), store_(lease.store()), repairer_(repairer), layers_(layout::unpacked_layers(store_)) {}

  Result<Checked> run() {
    TRY(digest_blobs());
    std::map<Digest, std::pair<Descriptor, Names>> targets;
    for (const layout::NamedImage& name : TRY(layout::list_names(store_))) {
      auto& [descriptor, names] = targets[name.target.digest];
      descriptor = name.target;
      if (!name.name.empty()) names.push_back(name.name);
    }
    for (const auto& [digest, target] : targets) {
      ++checked_.images;
      TRY(visit(target.first, target.second, true));
    }
    TRY(unneeded_blobs());
    return std::move(checked_);
  }

 private:
  Result<void> digest_blobs();
  Result<void> visit(const Descriptor& descriptor, const Names& names, bool must_be_there);
  Result<void> visit_index(const std::string& text, const Descriptor& descriptor, const Names& names);
  Result<void> visit_manifest(const std::string& text, const Descriptor& descriptor, const Names& names);
  Result<void> visit_layers(const image::Manifest& manifest, const image::ImageConfig& config, const Names& names);
  Result<void> compare_layer(const Descriptor& blob, const Digest& diff_id, const layout::UnpackedLayer& layer,
                             const std::vector<layout::UnpackedLayer>& parents, const Names& names);
  Result<void> unneeded_blobs();
  // Whether it is there and good, perhaps only now.
  Result<bool> have(const Descriptor& descriptor, const Names& names);
  Problem& add(std::string kind, std::string object, std::string reason, const Names& names);

  const layout::Lease& lease_;
  const layout::Store& store_;
  Repairer* repairer_;
  std::unique_ptr<layout::UnpackedLayers> layers_;
  Checked checked_;
  std::map<Digest, std::string> bad_;  // blobs, and what is wrong with them
  std::map<Digest, bool> visited_;     // and whether they are good
  std::set<LayerId> compared_;
};

Problem& Check::add(std::string kind, std::string object, std::string reason, const Names& names) {
  Problem problem;
  problem.kind = std::move(kind);
  problem.object = std::move(object);
  problem.reason = std::move(reason);
  for (const std::string& name : names) problem.images.push_back(familiar(name));
  checked_.problems.push_back(std::move(problem));
  return checked_.problems.back();
}

Result<void> Check::digest_blobs() {
  for (const Digest& digest : TRY(list_blobs(store_))) {
    const BlobState state = TRY(check_blob(store_, digest));
    if (state.is_gone) continue;
    ++checked_.blobs;
    checked_.bytes += state.size;
    if (!state.reason.empty()) bad_[digest] = state.reason;
  }
  return {};
}

Result<bool> Check::have(const Descriptor& descriptor, const Names& names) {
  const auto [place, is_new] = visited_.try_emplace(descriptor.digest, false);
  if (!is_new) return place->second;
  TRY(lease_.hold({descriptor.digest}));
  std::string reason;
  if (const auto bad = bad_.find(descriptor.digest); bad != bad_.end()) {
    reason = bad->second;
  } else if (!TRY(store_.has(descriptor.digest))) {
    if (TRY(layout::dropped_to(store_, descriptor.digest))) return false;
    reason = "missing";
  } else if (!TRY(store_.has(descriptor))) {
    // The content is right, so that whoever names another size is wrong.
    add("blob", descriptor.digest.text(), "is not of the size that its descriptor says", names);
    return false;
  }
  if (!reason.empty()) {
    Problem& problem = add("blob", descriptor.digest.text(), reason, names);
    if (repairer_ == nullptr) return false;
    const Result<void> fetched = repairer_->fetch(lease_, descriptor, names);
    problem.repaired = static_cast<bool>(fetched);
    if (!fetched) problem.failure = fetched.error().text();
    if (!fetched) return false;
  }
  place->second = true;
  return true;
}

Result<void> Check::visit(const Descriptor& descriptor, const Names& names, bool must_be_there) {
  TRY(check_interrupted());
  const bool known = image::is_index(descriptor.media_type) || image::is_manifest(descriptor.media_type);
  // Of an index nobody has to have all platforms.
  if (!must_be_there && !TRY(store_.has(descriptor.digest))) return {};
  if (!TRY(have(descriptor, names)) || !known) return {};
  const Result<std::string> text = store_.read_blob(descriptor);
  if (!text) {
    add("blob", descriptor.digest.text(), text.error().text(), names);
    return {};
  }
  const Result<void> read = image::is_index(descriptor.media_type) ? visit_index(*text, descriptor, names)
                                                                   : visit_manifest(*text, descriptor, names);
  if (!read && interrupted()) return read;
  if (!read) add("blob", descriptor.digest.text(), read.error().text(), names);
  return {};
}

Result<void> Check::visit_index(const std::string& text, const Descriptor& descriptor, const Names& names) {
  const image::Index index = TRY(image::parse_index(text, descriptor.media_type));
  bool any = index.manifests.empty();
  for (const Descriptor& child : index.manifests) any = any || TRY(store_.has(child.digest));
  if (!any) add("name", join(names, ", "), "none of the manifests of its index is here", names);
  for (const Descriptor& child : index.manifests) TRY(visit(child, names, false));
  return {};
}

Result<void> Check::visit_manifest(const std::string& text, const Descriptor& descriptor, const Names& names) {
  const image::Manifest manifest = TRY(image::parse_manifest(text, descriptor.media_type));
  const bool has_config = TRY(have(manifest.config, names));
  if (!has_config || !image::is_config(manifest.config.media_type)) {
    for (const Descriptor& layer : manifest.layers) TRY(have(layer, names));
    return {};
  }
  const std::string config_text = TRY(store_.read_blob(manifest.config));
  const image::ImageConfig config = TRY_STEP(manifest.config.digest.text(), image::parse_config(config_text));
  return visit_layers(manifest, config, names);
}

Result<void> Check::visit_layers(const image::Manifest& manifest, const image::ImageConfig& config,
                                 const Names& names) {
  const std::vector<Digest>& diff_ids = config.rootfs.diff_ids;
  const std::vector<Digest> chain = image::chain_ids(diff_ids);
  bool parents_known = diff_ids.size() == manifest.layers.size();
  std::vector<layout::UnpackedLayer> parents;
  for (std::size_t i = 0; i < manifest.layers.size(); ++i) {
    TRY(check_interrupted());
    const bool has_blob = TRY(have(manifest.layers[i], names));
    if (!parents_known) continue;
    TRY(lease_.hold({}, {{LayerId::By::kDiff, diff_ids[i]}, {LayerId::By::kChain, chain[i]}}));
    std::optional<layout::UnpackedLayer> layer = TRY(layers_->find(diff_ids[i], chain[i]));
    if (!layer) {
      parents_known = false;
      continue;
    }
    if (has_blob) TRY(compare_layer(manifest.layers[i], diff_ids[i], *layer, parents, names));
    parents.push_back(std::move(*layer));
  }
  return {};
}

Result<void> Check::compare_layer(const Descriptor& blob, const Digest& diff_id, const layout::UnpackedLayer& layer,
                                  const std::vector<layout::UnpackedLayer>& parents, const Names& names) {
  if (!compared_.insert(layer.id).second) return {};
  ++checked_.layers;
  const layout::Mend mend = repairer_ == nullptr ? layout::Mend::kNo : layout::Mend::kYes;
  const Result<std::string> difference = layout::verify_layer(lease_, blob, diff_id, layer, parents, mend);
  if (!difference) {
    if (interrupted()) return difference.error();
    add("layer", layer.id.text(), "cannot be compared with its blob: " + difference.error().text(), names);
  } else if (!difference->empty()) {
    add("layer", layer.id.text(), *difference, names).repaired = repairer_ != nullptr;
  }
  return {};
}

// What no image needs, of builds or left over, is no loss.
Result<void> Check::unneeded_blobs() {
  for (const auto& [digest, reason] : bad_) {
    if (visited_.contains(digest)) continue;
    Problem& problem = add("blob", digest.text(), reason, {});
    if (repairer_ == nullptr) continue;
    const FileLock lock = TRY(store_.lock(LockKind::kExclusive));
    problem.repaired = ::unlinkat(store_.dir().get(), layout::Store::blob_path(digest).c_str(), 0) == 0;
    if (!problem.repaired) problem.failure = fail_errno("remove").text();
  }
  return {};
}

std::string line(const Problem& problem) {
  std::string out = problem.object;
  if (!problem.images.empty() && problem.kind != "name") out += " (" + join(problem.images, ", ") + ")";
  out += ": " + problem.reason;
  if (problem.repaired) out += ": repaired";
  if (!problem.failure.empty()) out += ": cannot be repaired: " + problem.failure;
  return out + "\n";
}

std::string count(std::uint64_t number, const char* thing) {
  return concat(number, ' ', thing, number == 1 ? "" : "s");
}

}  // namespace

bool Checked::is_good() const {
  return std::all_of(problems.begin(), problems.end(), [](const Problem& problem) { return problem.repaired; });
}

Result<Checked> fsck(const layout::Store& store, Repairer* repairer) {
  const layout::Lease lease = TRY(layout::Lease::take(store));
  return Check(lease, repairer).run();
}

std::string fsck_text(const Checked& checked) {
  std::string out;
  for (const Problem& problem : checked.problems) out += line(problem);
  const auto repaired = static_cast<std::uint64_t>(std::count_if(
      checked.problems.begin(), checked.problems.end(), [](const Problem& problem) { return problem.repaired; }));
  out += concat(count(checked.images, "image"), ", ", count(checked.blobs, "blob"), " (",
                spec::cli::human_size(checked.bytes), "), ", count(checked.layers, "unpacked layer"), ": ");
  if (checked.problems.empty()) return out + "no problems\n";
  return out + concat(count(checked.problems.size(), "problem"), ", ", repaired, " repaired\n");
}

json::Value fsck_json(const Checked& checked) {
  json::Array problems;
  for (const Problem& problem : checked.problems) {
    json::Object one = {{"kind", problem.kind},
                        {"object", problem.object},
                        {"reason", problem.reason},
                        {"images", json::Array(problem.images.begin(), problem.images.end())},
                        {"repaired", problem.repaired}};
    if (!problem.failure.empty()) one.push_back({"failure", problem.failure});
    problems.emplace_back(std::move(one));
  }
  return json::Object{{"images", json::Value::integer(checked.images)},
                      {"blobs", json::Value::integer(checked.blobs)},
                      {"bytes", json::Value::integer(checked.bytes)},
                      {"layers", json::Value::integer(checked.layers)},
                      {"problems", std::move(problems)}};
}

}  // namespace imagetool::local
