// Where the caches of RUN --mount=type=cache are: STORE/cachemounts/KEY/content,
// with a lock beside it that a RUN holds while it uses the cache.
#pragma once

namespace buildtool::build {

inline constexpr const char* kCacheMounts = "cachemounts";

}  // namespace buildtool::build
