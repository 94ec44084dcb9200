// BuildKit's document that describes a build cache: layers, and the records
// (here: steps) that they are the results of. Its media type is
// application/vnd.buildkit.cacheconfig.v0, as the config of a manifest with those
// layers; an image carries the records alone, in the member moby.buildkit.cache.v0
// of its config, where a layer's number is its place in the image.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"
#include "spec/image/config.h"
#include "spec/image/digest.h"

namespace buildtool::build {

inline constexpr std::string_view kCacheConfigType = "application/vnd.buildkit.cacheconfig.v0";

struct CacheLayerAbout {
  std::string media_type;
  spec::image::Digest diff_id;
  std::uint64_t size = 0;
  std::string created;
};

struct CacheLayer {
  spec::image::Digest blob;
  std::int64_t parent = 0;  // its number, -1 for none
  CacheLayerAbout about;
};

struct CacheResult {
  std::int64_t layer = 0;
  std::string created;
};

struct CacheRecord {
  spec::image::Digest key;
  std::vector<CacheResult> results;
  // Members of ours: BuildRecord's.
  std::string next;
  std::string description;
};

// A member of ours: the content of a cache mount, as a tar that is a blob like a layer's.
struct CacheMountLayer {
  std::string name;  // of its folder: a digest over what it is known by
  std::string description;
  spec::image::Digest blob;
  CacheLayerAbout about;
};

struct CacheConfig {
  std::vector<CacheLayer> layers;
  std::vector<CacheRecord> records;
  std::vector<CacheMountLayer> mounts;
};

Result<CacheConfig> parse_cache_config(std::string_view text);
std::string write_cache_config(const CacheConfig& config);

// In the config of an image; nothing where it has none.
Result<std::vector<CacheRecord>> inline_records(const spec::image::ImageConfig& config);
void set_inline_records(spec::image::ImageConfig& config, const std::vector<CacheRecord>& records);

}  // namespace buildtool::build
