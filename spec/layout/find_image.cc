#include "spec/layout/find_image.h"

#include <algorithm>
#include <map>

#include "spec/base/text.h"
#include "spec/image/document.h"
#include "spec/image/index.h"
#include "spec/image/media_type.h"
#include "spec/image/reference.h"
#include "spec/layout/summaries.h"

namespace spec::layout {

namespace {

constexpr int kMaxNesting = 4;  // of an index in an index

Result<image::Descriptor> choose_manifest(const Store& store, const image::Descriptor& target,
                                          const image::Platform& platform) {
  image::Descriptor descriptor = target;
  for (int level = 0; level < kMaxNesting; ++level) {
    if (!image::is_index(descriptor.media_type)) return descriptor;
    const std::string text = TRY(store.read_blob(descriptor));
    const image::Index index = TRY_STEP(descriptor.digest.text(), image::parse_index(text, descriptor.media_type));
    const image::Descriptor* match = image::best_match(index, platform);
    if (match == nullptr) {
      return fail(concat("no image for ", platform.text(), ", only for ", image::platforms_text(index)));
    }
    descriptor = *match;
  }
  return fail(concat(target.digest.text(), ": indexes nested deeper than ", kMaxNesting, " levels"));
}

Error no_such_image(std::string_view text) {
  Error error = fail(concat(text, ": no such image"));
  error.number = ENOENT;
  return error;
}

// "sha256:2c26..." or "2c26...", whole or its start.
bool is_id_prefix(std::string_view text) {
  constexpr std::string_view kSha256 = "sha256:";
  if (text.starts_with(kSha256)) text.remove_prefix(kSha256.size());
  return !text.empty() && text.size() <= 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool has_prefix(const image::Digest& digest, std::string_view prefix) {
  return digest.text().starts_with(prefix) || digest.hex().starts_with(prefix);
}

const Target* find_by_name(const std::vector<Target>& targets, const std::string& name) {
  for (const Target& target : targets) {
    if (std::find(target.names.begin(), target.names.end(), name) != target.names.end()) return &target;
  }
  return nullptr;
}

// "centos@sha256:...": a target of that digest, under any tag of that repository.
const Target* find_by_digest(const std::vector<Target>& targets, const image::Reference& reference) {
  for (const Target& target : targets) {
    if (target.descriptor.digest != reference.digest) continue;
    for (const std::string& name : target.names) {
      const Result<image::Reference> known = image::parse_reference(name);
      if (known && known->name() == reference.name()) return &target;
    }
  }
  return nullptr;
}

// "centos" where an alias or a search of registries.conf made it "quay.io/centos/centos:latest": the
// one image with a name that ends so.
const Target* find_by_short_name(const std::vector<Target>& targets, const image::Reference& reference) {
  if (reference.registry != "docker.io" || reference.tag.empty()) return nullptr;
  const std::string typed = reference.familiar_name();
  const Target* found = nullptr;
  for (const Target& target : targets) {
    for (const std::string& name : target.names) {
      const Result<image::Reference> known = image::parse_reference(name);
      if (!known || known->tag != reference.tag || known->registry == "docker.io") continue;
      if (known->repository != typed && !known->repository.ends_with("/" + typed)) continue;
      if (found != nullptr && found != &target) return nullptr;
      found = &target;
    }
  }
  return found;
}

Result<StoredImage> find_by_id(const Store& store, const std::vector<Target>& targets, std::string_view text,
                               const image::Platform& platform) {
  const Summaries known = platform == image::host_platform() ? read_summaries(store) : Summaries();
  std::optional<StoredImage> found;
  for (const Target& target : targets) {
    const auto summary = known.find(target.descriptor.digest);
    if (summary != known.end() && !has_prefix(summary->second.id, text)) continue;
    Result<StoredImage> image = load_target(store, target, platform);
    if (!image || !has_prefix(image->id(), text)) continue;
    if (!found) {
      found = std::move(*image);
    } else if (found->id() != image->id()) {
      return fail(concat(text, ": several images have ids that begin so"));
    } else {
      found->names.insert(found->names.end(), image->names.begin(), image->names.end());
    }
  }
  if (found) return std::move(*found);
  for (const Target& target : targets) {
    if (target.descriptor.digest.text() == text) return load_target(store, target, platform);
  }
  return no_such_image(text);
}

}  // namespace

Result<StoredImage> load_image(const Store& store, const image::Descriptor& target, const image::Platform& platform) {
  StoredImage image;
  image.target = target;
  image.descriptor = TRY(choose_manifest(store, target, platform));
  const std::string text = TRY(store.read_blob(image.descriptor));
  image.manifest = TRY_STEP(image.descriptor.digest.text(), image::parse_manifest(text, image.descriptor.media_type));
  image.config_text = TRY(store.read_blob(image.manifest.config));
  image.config = TRY_STEP(image.manifest.config.digest.text(), image::parse_config(image.config_text));
  return image;
}

std::vector<Target> by_target(std::vector<NamedImage> entries) {
  std::vector<Target> targets;
  targets.reserve(entries.size());
  std::map<image::Digest, std::size_t> at;
  for (NamedImage& entry : entries) {
    const auto [place, is_new] = at.try_emplace(entry.target.digest, targets.size());
    if (is_new) targets.push_back({std::move(entry.target), {}});
    if (!entry.name.empty()) targets[place->second].names.push_back(std::move(entry.name));
  }
  return targets;
}

Result<StoredImage> load_target(const Store& store, const Target& target, const image::Platform& platform) {
  StoredImage image = TRY(load_image(store, target.descriptor, platform));
  image.names = target.names;
  return image;
}

Result<StoredImage> find_image(const Store& store, std::string_view text, const image::Platform& platform) {
  std::vector<NamedImage> entries = TRY(list_names(store));
  const std::vector<Target> targets = by_target(std::move(entries));
  const auto named = [&](const Target& target, const std::string& name) -> Result<StoredImage> {
    StoredImage image = TRY_STEP(name, load_target(store, target, platform));
    image.found_as = name;
    return image;
  };
  if (const Target* target = find_by_name(targets, std::string(text))) return named(*target, std::string(text));
  const Result<image::Reference> reference = image::parse_reference(text);
  if (reference) {
    const Target* target = find_by_name(targets, reference->text());
    if (target != nullptr) return named(*target, reference->text());
    if (!reference->digest.empty()) target = find_by_digest(targets, *reference);
    if (target != nullptr) return load_target(store, *target, platform);
  }
  if (is_id_prefix(text)) {
    Result<StoredImage> image = find_by_id(store, targets, text, platform);
    if (image || image.error().number != ENOENT) return image;
  }
  const bool short_name = reference && text.find("docker.io/") == std::string_view::npos;
  const Target* meant = short_name ? find_by_short_name(targets, *reference) : nullptr;
  if (meant != nullptr) return load_target(store, *meant, platform);
  if (!reference) return reference.error();
  return no_such_image(text);
}

}  // namespace spec::layout
