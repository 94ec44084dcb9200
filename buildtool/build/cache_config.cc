#include "buildtool/build/cache_config.h"

#include "spec/image/base64.h"
#include "spec/json/table.h"

namespace buildtool::build {

namespace json = spec::json;

constexpr auto describe(const CacheLayerAbout*) {
  return std::tuple{json::optional("mediaType", &CacheLayerAbout::media_type),
                    json::optional("diffID", &CacheLayerAbout::diff_id), json::optional("size", &CacheLayerAbout::size),
                    json::optional("createdAt", &CacheLayerAbout::created)};
}

constexpr auto describe(const CacheLayer*) {
  return std::tuple{json::required("blob", &CacheLayer::blob), json::optional("parent", &CacheLayer::parent),
                    json::optional("annotations", &CacheLayer::about)};
}

constexpr auto describe(const CacheResult*) {
  return std::tuple{json::required("layer", &CacheResult::layer), json::optional("createdAt", &CacheResult::created)};
}

constexpr auto describe(const CacheRecord*) {
  return std::tuple{json::optional("layers", &CacheRecord::results), json::required("digest", &CacheRecord::key),
                    json::optional("next", &CacheRecord::next),
                    json::optional("description", &CacheRecord::description)};
}

constexpr auto describe(const CacheMountLayer*) {
  return std::tuple{
      json::required("name", &CacheMountLayer::name), json::optional("description", &CacheMountLayer::description),
      json::required("blob", &CacheMountLayer::blob), json::required("annotations", &CacheMountLayer::about)};
}

constexpr auto describe(const CacheConfig*) {
  return std::tuple{json::optional("layers", &CacheConfig::layers), json::optional("records", &CacheConfig::records),
                    json::optional("mounts", &CacheConfig::mounts)};
}

namespace {
constexpr const char* kInline = "moby.buildkit.cache.v0";
}  // namespace

Result<CacheConfig> parse_cache_config(std::string_view text) { return json::decode_text<CacheConfig>(text); }

std::string write_cache_config(const CacheConfig& config) { return json::encode_text(config); }

Result<std::vector<CacheRecord>> inline_records(const spec::image::ImageConfig& config) {
  std::vector<CacheRecord> out;
  for (const json::Member& member : config.others) {
    if (member.name != kInline || member.value.string() == nullptr) continue;
    const std::optional<std::string> text = spec::image::decode_base64(*member.value.string());
    if (!text) return fail(std::string(kInline) + ": not base64");
    return json::decode_text<std::vector<CacheRecord>>(*text);
  }
  return out;
}

void set_inline_records(spec::image::ImageConfig& config, const std::vector<CacheRecord>& records) {
  config.others.push_back({kInline, spec::image::encode_base64(json::encode_text(records))});
}

}  // namespace buildtool::build
