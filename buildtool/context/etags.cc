#include "buildtool/context/etags.h"

#include "spec/base/file.h"
#include "spec/image/digest.h"
#include "spec/json/table.h"

namespace buildtool::context {

namespace json = spec::json;

constexpr auto describe(const UrlRecord*) {
  return std::tuple{json::required("etag", &UrlRecord::etag), json::required("digest", &UrlRecord::digest),
                    json::optional("time", &UrlRecord::time)};
}

namespace {

constexpr std::uint64_t kMaxRecord = 64 << 10;

// The URL itself, which may hold a password, is written nowhere.
std::string path_of(const std::string& url) {
  return std::string(kUrls) + "/" + std::string(spec::image::digest_of(url).hex());
}

}  // namespace

std::optional<UrlRecord> find_url_record(const spec::layout::Store& store, const std::string& url) {
  const Result<std::string> text = read_file(store.dir(), path_of(url), kMaxRecord);
  if (!text) return std::nullopt;
  Result<UrlRecord> record = json::decode_text<UrlRecord>(*text);
  if (!record) return std::nullopt;
  return std::move(*record);
}

Result<void> put_url_record(const spec::layout::Store& store, const std::string& url, const UrlRecord& record) {
  TRY(make_dirs(store.dir(), kUrls, 0700));
  return replace_file(store.dir(), path_of(url), json::encode_text(record), 0600, Durable::kNo);
}

}  // namespace buildtool::context
