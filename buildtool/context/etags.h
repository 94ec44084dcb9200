// What a URL's file was when it was fetched last: small files in STORE/urls/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "spec/base/result.h"
#include "spec/layout/store.h"

namespace buildtool::context {

inline constexpr const char* kUrls = "urls";

struct UrlRecord {
  std::string etag;                  // the server's own, "" where it gave none
  std::string digest;                // of the content
  std::optional<std::int64_t> time;  // Last-Modified, seconds since 1970
};

// Nothing where there is none, or none that can be understood.
std::optional<UrlRecord> find_url_record(const spec::layout::Store& store, const std::string& url);
Result<void> put_url_record(const spec::layout::Store& store, const std::string& url, const UrlRecord& record);

}  // namespace buildtool::context
