#include "buildtool/build/step.h"

#include <sys/stat.h>

#include "buildtool/build/key.h"
#include "buildtool/build/session.h"
#include "buildtool/build/times.h"
#include "spec/base/file.h"
#include "spec/base/timestamp.h"
#include "spec/bundle/overlay.h"
#include "spec/layer/overlay_mount.h"

namespace buildtool::build {

namespace layout = spec::layout;
namespace image = spec::image;

namespace {

// The root of the merged tree has the upper folder's owner and mode: they are to stay the lower one's.
Result<void> make_upper(const std::string& upper, const std::string& lower) {
  struct stat status = {};
  if (::stat(lower.c_str(), &status) < 0) return fail_errno(lower);
  TRY(make_dirs(FdRef::cwd(), upper, 0755));
  if (::chown(upper.c_str(), status.st_uid, status.st_gid) < 0) return fail_errno("chown " + upper);
  if (::chmod(upper.c_str(), status.st_mode & 07777) < 0) return fail_errno("chmod " + upper);
  return {};
}

// The root itself is no part of a layer, which serves every image: what it was
// in the base of the build that made the layer must not be seen in another's.
Result<void> make_root_common(const std::string& upper) {
  if (::chown(upper.c_str(), 0, 0) < 0) return fail_errno("chown " + upper);
  if (::chmod(upper.c_str(), 0755) < 0) return fail_errno("chmod " + upper);
  return {};
}

Result<void> change_files(Step& step, const std::string& folder, const Change& change, Stands stands) {
  spec::layer::OverlayFolders folders;
  const std::vector<LayerPtr> none;
  folders.lowers = TRY(lower_folders(step.session, stands == Stands::kAlone ? none : step.state.layers));
  folders.upper = folder + "/upper";
  folders.work = folder + "/work";
  TRY(make_upper(folders.upper, folders.lowers.front()));
  TRY(make_dirs(FdRef::cwd(), folders.work, 0700));
  const Fd root = TRY(spec::layer::mount_overlay(folders));
  return change(root);
}

// --cache-ttl; what has no time that can be read is old.
bool is_too_old(const layout::BuildRecord& record, const std::optional<std::int64_t>& lifetime) {
  if (!lifetime) return false;
  const std::optional<std::timespec> created = parse_time(record.created);
  return !created || now().tv_sec - created->tv_sec > *lifetime;
}

// What is known of a key: times are of the layer, too, so that it is another with another SOURCE_DATE_EPOCH.
image::Digest cache_key(const Session& session, const image::Digest& key) {
  if (!session.epoch) return key;
  return KeyBuilder("epoch 1").add(key.text()).add(std::to_string(*session.epoch)).finish();
}

// Here, else in what --cache-from names.
Result<std::optional<layout::BuildRecord>> find_record(Session& session, const image::Digest& key) {
  std::optional<layout::BuildRecord> record = TRY(layout::find_build_record(session.lease, key));
  if (record) return record;
  return session.imported.take(session, key);
}

// The same whether the step was made, or found under one of them.
std::vector<image::Digest> all_keys(const Session& session, const image::Digest& key, const image::Digest& next) {
  std::vector<image::Digest> out = {cache_key(session, key)};
  const image::Digest last = cache_key(session, next);
  if (last != out.front()) out.push_back(last);
  return out;
}

bool stands_on_bare(const StageState& state) { return !state.layers.empty() && state.layers.back()->make; }

// The step's result without its files, where that is enough for now. `record`: where its layer is known, but what is
// below is not.
Result<bool> take_bare(Step& step, const image::Digest& key, const image::Digest& first,
                       const layout::BuildRecord* record) {
  Session& session = step.session;
  // When it was made is not known.
  if (!step.anew || session.options.cache.lifetime) return false;
  CacheRecord known;
  if (record != nullptr) {
    known = {key, {}, record->next.text(), record->description};
  } else {
    const CacheRecord* const bare = session.imported.find_bare(cache_key(session, key));
    if (bare == nullptr) return false;
    known = *bare;
  }
  const image::Digest next = TRY(image::Digest::parse(known.next));
  step.state.layers.push_back(
      StageLayers::bare(all_keys(session, first, next), next, known.description, std::move(step.anew)));
  step.state.key = next;
  session.display.cached(session.display.begin(step.label));
  return true;
}

// After a step that was run anew the same key may stand for something else.
image::Digest claim_key(const Step& step, const image::Digest& key) {
  return KeyBuilder(step.state.remade ? "anew 1" : "known 1").add(key.text()).finish();
}

}  // namespace

Result<std::vector<std::string>> lower_folders(Session& session, const std::vector<LayerPtr>& layers) {
  const std::vector<layout::UnpackedLayer> unpacked = TRY(session.layers.unpacked(layers));
  std::vector<std::string> folders;
  for (const layout::UnpackedLayer& layer : unpacked) folders.push_back(layer.folder);
  std::vector<std::string> out = spec::bundle::overlay_lowers(folders);
  if (!out.empty()) return out;
  const std::string empty = TRY(session.new_folder());
  out.push_back(empty);
  return out;
}

void show_end(Session& session, progress::StepId shown, const Result<void>& result) {
  if (result) {
    session.display.done(shown);
  } else if (session.interrupt.raised()) {
    session.display.cancel(shown);
  } else {
    session.display.fail(shown, result.error().text());
  }
}

Result<bool> take_from_cache(Step& step, const image::Digest& key, const std::optional<image::Digest>& alias) {
  Session& session = step.session;
  if (!session.uses_cache(step.stage) || step.state.remade) return false;
  const std::optional<layout::BuildRecord> record = TRY(find_record(session, cache_key(session, key)));
  if (record && is_too_old(*record, session.options.cache.lifetime)) return false;
  const image::Digest& first = alias.value_or(key);
  if (!record || stands_on_bare(step.state)) return take_bare(step, key, first, record ? &*record : nullptr);
  if (alias) TRY(layout::put_build_record(session.lease.store(), cache_key(session, *alias), *record));
  step.state.layers.push_back(session.layers.known(*record, all_keys(session, first, record->next)));
  step.state.key = record->next;
  session.display.cached(session.display.begin(step.label));
  return true;
}

Result<bool> take_known(Step& step, const image::Digest& key, const std::optional<image::Digest>& alias) {
  const bool cached = TRY(take_from_cache(step, key, alias));
  if (cached) return true;
  const LayerPtr layer = TRY(step.session.claims.take(claim_key(step, key)));
  if (layer == nullptr) return false;
  step.state.layers.push_back(layer);
  step.state.key = key;
  step.state.remade = true;
  step.session.display.cached(step.session.display.begin(step.label));
  return true;
}

void give_up(Step& step, const image::Digest& key) { step.session.claims.settle(claim_key(step, key), nullptr); }

Result<void> make_layer(Step& step, const std::vector<image::Digest>& keys, const Change& change, Stands stands) {
  progress::Display& display = step.session.display;
  const progress::StepId shown = display.begin(step.label);
  const auto make = [&]() -> Result<void> {
    const std::string folder = TRY(step.session.new_folder());
    TRY(change_files(step, folder, change, stands));
    return add_layer(step, folder + "/upper", keys);
  };
  Result<void> result = make();
  if (!result) give_up(step, keys.back());
  show_end(step.session, shown, result);
  return result;
}

Result<void> add_layer(Step& step, const std::string& upper, const std::vector<image::Digest>& keys) {
  Session& session = step.session;
  TRY(make_root_common(upper));
  if (session.epoch) {
    const Fd folder = TRY(open_dir(upper));
    TRY(clamp_times(folder, *session.epoch));
  }
  std::vector<image::Digest> known_as;
  for (const image::Digest& key : keys) known_as.push_back(cache_key(session, key));
  const LayerPtr layer = session.layers.made(upper, session.step_time(), std::move(known_as), keys.back(),
                                             step.label.substr(std::min(step.label.find("] ") + 2, step.label.size())));
  session.claims.settle(claim_key(step, keys.back()), layer);
  step.state.remade = true;
  step.state.key = keys.back();
  step.state.layers.push_back(layer);
  return {};
}

Result<Fd> view_files(Session& session, const std::vector<LayerPtr>& layers) {
  spec::layer::OverlayFolders folders;
  folders.lowers = TRY(lower_folders(session, layers));
  return spec::layer::mount_overlay(folders);
}

}  // namespace buildtool::build
