#include "buildtool/build/cache_import.h"

#include <sys/stat.h>

#include <functional>

#include "buildtool/build/process.h"
#include "buildtool/build/session.h"
#include "buildtool/build/step.h"
#include "spec/base/fd_stream.h"
#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/text.h"
#include "spec/image/index.h"
#include "spec/image/media_type.h"
#include "spec/layer/apply.h"
#include "spec/layer/compression.h"
#include "spec/layout/blob_writer.h"

namespace buildtool::build {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

const std::string& value(const CachePlace& place, const std::string& key) {
  static const std::string none;
  const auto found = place.attributes.find(key);
  return found == place.attributes.end() ? none : found->second;
}

// The folder may be anybody's: no link leads out of it, nothing in it blocks.
Result<Fd> open_regular(FdRef folder, const std::string& path) {
  Fd file = TRY(open_in_root(folder, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
  struct stat status = {};
  if (::fstat(file.get(), &status) < 0) return fail_errno(path);
  if (!S_ISREG(status.st_mode)) return fail(path + ": is no regular file");
  return file;
}

Result<std::string> read_document(FdRef folder, const image::Descriptor& descriptor) {
  const Fd file = TRY(open_regular(folder, layout::Store::blob_path(descriptor.digest)));
  std::string text = TRY(read_all(file, layout::kMaxDocument, descriptor.digest.text()));
  if (image::digest_of(text) != descriptor.digest) return fail(descriptor.digest.text() + ": other content");
  return text;
}

// Older BuildKits write a cache as an index of its layers and its description.
Result<image::Manifest> read_manifest(FdRef folder, const image::Descriptor& target) {
  const std::string text = TRY(read_document(folder, target));
  if (!image::is_index(target.media_type)) return image::parse_manifest(text, target.media_type);
  image::Index index = TRY(image::parse_index(text, target.media_type));
  image::Manifest out;
  for (image::Descriptor& one : index.manifests) {
    if (one.media_type == kCacheConfigType) {
      out.config = std::move(one);
    } else {
      out.layers.push_back(std::move(one));
    }
  }
  if (out.config.digest.empty()) return fail("no cache in the index");
  return out;
}

Result<void> pump(Source& from, const std::function<Result<void>(std::string_view)>& to) {
  std::string buffer(std::size_t{1} << 17, '\0');
  for (;;) {
    const std::size_t count = TRY(from.read(buffer.data(), buffer.size()));
    if (count == 0) return {};
    TRY(to(std::string_view(buffer).substr(0, count)));
  }
}

Result<void> check_diff_id(const layout::Store& store, const layout::BuildRecord& record, const Interrupt& interrupt) {
  const Fd blob = TRY(store.open_blob(record.blob.digest));
  FdSource compressed(blob, record.blob.digest.text());
  const std::unique_ptr<Source> tar = TRY(spec::layer::decompress(compressed));
  image::Digester digester;
  TRY(pump(*tar, [&](std::string_view bytes) -> Result<void> {
    digester.update(bytes);
    return interrupt.check();
  }));
  if (digester.finish() != record.diff_id) return fail(record.blob.digest.text() + ": its DiffID is another");
  return {};
}

Result<void> fetch_layer(Session& session, FdRef folder, const layout::BuildRecord& record) {
  TRY(session.lease.hold({record.blob.digest}, {{layout::LayerId::By::kDiff, record.diff_id}}));
  const bool there = TRY(session.lease.store().has(record.blob));
  if (!there) {
    const Fd file = TRY(open_regular(folder, layout::Store::blob_path(record.blob.digest)));
    FdSource source(file, record.blob.digest.text());
    layout::BlobWriter blob = TRY(layout::BlobWriter::make(session.lease, record.blob));
    TRY(pump(source, [&](std::string_view bytes) { return blob.write(bytes); }));
    TRY(blob.commit());
  }
  return check_diff_id(session.lease.store(), record, session.interrupt);
}

Result<std::string> fetch_image(Session& session, const std::string& reference, progress::StepId shown) {
  std::string folder = TRY(session.new_folder());
  const std::string program = TRY(find_program("imagetool", session.options.imagetool));
  Command command;
  command.arguments = {program, "--root", session.options.store, "copy", "--quiet"};
  if (!session.options.tls_verify) command.arguments.push_back("--src-tls-verify=false");
  command.arguments.insert(command.arguments.end(), {"docker://" + reference, "oci:" + folder + ":latest"});
  command.environment = whole_environment();
  std::string output;
  const int status = TRY(run_command(command, session.interrupt, [&](std::string_view bytes) {
    output += bytes;
    session.display.output(shown, bytes);
  }));
  if (status != 0) return fail("failed to configure registry cache importer: " + std::string(trim(output)));
  return folder;
}

}  // namespace

void ImportedCache::load(Session& session) {
  for (const CachePlace& place : session.options.cache.from) {
    // A cache can always be done without.
    (void)load(session, place);
  }
}

Result<void> ImportedCache::load(Session& session, const CachePlace& place) {
  const bool is_local = place.type == "local";
  const std::string& name = value(place, is_local ? "src" : "ref");
  const progress::StepId shown = session.display.begin("importing cache manifest from " + name);
  const auto read_it = [&]() -> Result<void> {
    std::string path = name;
    if (!is_local) path = TRY(fetch_image(session, name, shown));
    Fd folder = TRY(open_dir(path));
    return read(std::make_shared<Fd>(std::move(folder)), is_local ? value(place, "tag") : "", value(place, "digest"));
  };
  Result<void> result = read_it();
  show_end(session, shown, result);
  return result;
}

Result<void> ImportedCache::read(const std::shared_ptr<const Fd>& folder, const std::string& tag,
                                 const std::string& digest) {
  const Fd index_file = TRY(open_regular(*folder, "index.json"));
  const std::string index_text = TRY(read_all(index_file, layout::kMaxDocument, "index.json"));
  const image::Index index = TRY(image::parse_index(index_text));
  const image::Descriptor* target = nullptr;
  for (const image::Descriptor& one : index.manifests) {
    const auto named = one.annotations.find("org.opencontainers.image.ref.name");
    const bool has_tag = named != one.annotations.end() && named->second == (tag.empty() ? "latest" : tag);
    if (digest.empty() ? has_tag : one.digest.text() == digest) target = &one;
  }
  if (target == nullptr && digest.empty() && tag.empty() && index.manifests.size() == 1) target = &index.manifests[0];
  if (target == nullptr) return fail("no cache of that tag or digest");
  const image::Manifest manifest = TRY(read_manifest(*folder, *target));
  const std::string config_text = TRY(read_document(*folder, manifest.config));
  std::vector<layout::BuildRecord> layers;
  if (manifest.config.media_type == kCacheConfigType) {
    const CacheConfig config = TRY(parse_cache_config(config_text));
    for (const CacheLayer& layer : config.layers) {
      layout::BuildRecord record;
      record.created = layer.about.created;
      record.blob.media_type = layer.about.media_type;
      record.blob.digest = layer.blob;
      record.blob.size = layer.about.size;
      record.diff_id = layer.about.diff_id;
      layers.push_back(std::move(record));
    }
    add(folder, config.records, layers);
    for (const CacheMountLayer& mount : config.mounts) mounts_.emplace(mount.name, KnownMount{folder, mount});
    return {};
  }
  const image::ImageConfig config = TRY(image::parse_config(config_text));
  const std::vector<CacheRecord> records = TRY(inline_records(config));
  if (records.empty()) return fail("no cache in the image");
  if (config.rootfs.diff_ids.size() != manifest.layers.size()) return fail("the config has not the manifest's layers");
  for (std::size_t i = 0; i < manifest.layers.size(); ++i) {
    layout::BuildRecord record;
    record.blob = manifest.layers[i];
    record.diff_id = config.rootfs.diff_ids[i];
    layers.push_back(std::move(record));
  }
  add(folder, records, layers);
  return {};
}

void ImportedCache::add(const std::shared_ptr<const Fd>& folder, const std::vector<CacheRecord>& records,
                        const std::vector<layout::BuildRecord>& layers) {
  for (const CacheRecord& record : records) {
    // What is not of ours is another program's, whose keys mean nothing here.
    const Result<image::Digest> next = image::Digest::parse(record.next);
    if (!next) continue;
    if (record.results.empty()) bare_.emplace(record.key, record);
    for (const CacheResult& result : record.results) {
      if (result.layer < 0 || static_cast<std::size_t>(result.layer) >= layers.size()) continue;
      Known known = {folder, layers[static_cast<std::size_t>(result.layer)]};
      if (known.record.diff_id.empty()) continue;
      if (!image::layer_compression(known.record.blob.media_type)) continue;
      if (!result.created.empty()) known.record.created = result.created;
      known.record.next = *next;
      known.record.description = record.description;
      records_.emplace(record.key, std::move(known));
    }
  }
}

Result<void> ImportedCache::fetch_mount(Session& session, const KnownMount& mount) {
  layout::BuildRecord record;
  record.blob.media_type = mount.layer.about.media_type;
  record.blob.digest = mount.layer.blob;
  record.blob.size = mount.layer.about.size;
  record.diff_id = mount.layer.about.diff_id;
  const progress::StepId shown = session.display.begin("importing cache mount " + mount.layer.description);
  const Result<void> fetched = fetch_layer(session, *mount.folder, record);
  show_end(session, shown, fetched);
  return fetched;
}

bool ImportedCache::fill_mount(Session& session, const std::string& name, FdRef content) {
  const std::lock_guard lock(mutex_);
  const auto found = mounts_.find(name);
  if (found == mounts_.end() || !fetch_mount(session, found->second)) return false;
  const auto unpack = [&]() -> Result<void> {
    const Fd blob = TRY(session.lease.store().open_blob(found->second.layer.blob));
    FdSource compressed(blob, found->second.layer.blob.text());
    const std::unique_ptr<Source> tar = TRY(spec::layer::decompress(compressed));
    spec::layer::ApplyOptions options;
    options.whiteouts = spec::layer::Whiteouts::kNone;
    TRY(spec::layer::apply(*tar, content, options));
    return {};
  };
  if (unpack()) return true;
  // Rather none than a part.
  if (const Result<std::vector<std::string>> names = list_dir(content, ".")) {
    for (const std::string& one : *names) (void)remove_tree(content, one);
  }
  return false;
}

std::vector<CacheMountLayer> ImportedCache::take_other_mounts(Session& session,
                                                              const std::map<std::string, std::string>& names) {
  const std::lock_guard lock(mutex_);
  std::vector<CacheMountLayer> out;
  for (const auto& [name, mount] : mounts_) {
    if (!names.contains(name) && fetch_mount(session, mount)) out.push_back(mount.layer);
  }
  return out;
}

const CacheRecord* ImportedCache::find_bare(const image::Digest& key) const {
  const auto found = bare_.find(key);
  return found == bare_.end() ? nullptr : &found->second;
}

Result<std::optional<layout::BuildRecord>> ImportedCache::take(Session& session, const image::Digest& key) {
  const std::lock_guard lock(mutex_);
  const auto found = records_.find(key);
  if (found == records_.end()) return std::optional<layout::BuildRecord>();
  const layout::BuildRecord& record = found->second.record;
  const progress::StepId shown = session.display.begin("importing cache layer " + record.blob.digest.text());
  const Result<void> fetched = fetch_layer(session, *found->second.folder, record);
  show_end(session, shown, fetched);
  TRY(session.interrupt.check());
  if (!fetched) return std::optional<layout::BuildRecord>();
  TRY(layout::put_build_record(session.lease.store(), key, record));
  return std::optional(record);
}

}  // namespace buildtool::build
