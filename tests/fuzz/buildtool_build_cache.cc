// Descriptions of caches, which come from registries and folders of others.
#include "buildtool/build/cache_config.h"
#include "tests/fuzz/target.h"

namespace buildtool {
namespace {

constexpr std::string_view kCacheConfig =
    R"({"layers":[{"blob":"sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae","parent":-1,)"
    R"("annotations":{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip",)"
    R"("diffID":"sha256:fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9","size":9}}],)"
    R"("records":[{"digest":"sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",)"
    R"("layers":[{"layer":0,"createdAt":"2026-01-02T03:04:05Z"}],"inputs":[[{"link":0}]],"chains":null}]})";

void read_cache(std::string_view bytes) {
  const Result<build::CacheConfig> config = build::parse_cache_config(bytes);
  if (!config) return;
  fuzz::require(static_cast<bool>(build::parse_cache_config(build::write_cache_config(*config))),
                "what is written can be read");
}
const fuzz::Added caches({"buildtool_build_cache", read_cache, {std::string(kCacheConfig)}});  // B13

}  // namespace
}  // namespace buildtool
