// From what a person types to an image in the store.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"
#include "spec/image/config.h"
#include "spec/image/descriptor.h"
#include "spec/image/manifest.h"
#include "spec/image/platform.h"
#include "spec/layout/names.h"
#include "spec/layout/store.h"

namespace spec::layout {

// An image for one platform, as far as its documents.
struct StoredImage {
  std::vector<std::string> names;  // all that mean this target
  std::string found_as;            // the name that was asked for; empty by id or digest
  image::Descriptor target;        // what the names mean: a manifest, or an index
  image::Descriptor descriptor;    // of the manifest for the platform
  image::Manifest manifest;
  image::ImageConfig config;
  std::string config_text;  // as it is in the store

  // The IMAGE ID: the config's digest.
  const image::Digest& id() const { return manifest.config.digest; }
};

// `text` is, tried in this order: a name as an index entry has it; a reference
// ("centos", "me/app:1", "centos@sha256:..."); an id, whole or its first digits
// ("sha256:2c26", "2c26"); the digest of a manifest or an index; a name without a registry where one
// image alone has it in another registry than docker.io, as an alias of registries.conf gives it.
// Nothing found: Error::number is ENOENT, "centos: no such image". A prefix of
// several ids is an error that says so.
Result<StoredImage> find_image(const Store& store, std::string_view text,
                               const image::Platform& platform = image::host_platform());

// What index.json's names mean, each once.
struct Target {
  image::Descriptor descriptor;    // a manifest, or an index
  std::vector<std::string> names;  // all that mean it; none is empty
};
std::vector<Target> by_target(std::vector<NamedImage> entries);

Result<StoredImage> load_target(const Store& store, const Target& target,
                                const image::Platform& platform = image::host_platform());

// The image that a manifest or index in the store stands for.
Result<StoredImage> load_image(const Store& store, const image::Descriptor& target, const image::Platform& platform);

}  // namespace spec::layout
