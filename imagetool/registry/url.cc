#include "imagetool/registry/url.h"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <memory>

#include "spec/base/text.h"

namespace imagetool::registry {

namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Handle = std::unique_ptr<CURLU, FreeUrl>;

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK || text == nullptr) return {};
  std::string out(text);
  curl_free(text);
  return out;
}

Result<Url> read(CURLU* handle, std::string_view text) {
  Url url;
  url.scheme = part(handle, CURLUPART_SCHEME);
  if (url.scheme != "http" && url.scheme != "https") return fail(concat("URL \"", text, "\": not http or https"));
  url.host = to_lower(part(handle, CURLUPART_HOST));
  url.port = part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  url.target = part(handle, CURLUPART_PATH);
  if (const std::string query = part(handle, CURLUPART_QUERY); !query.empty()) url.target += "?" + query;
  return url;
}

Result<Url> set(CURLU* handle, std::string_view text) {
  const std::string copy(text);
  const CURLUcode code = copy.size() != text.size() || copy.find('\0') != std::string::npos
                             ? CURLUE_MALFORMED_INPUT
                             : curl_url_set(handle, CURLUPART_URL, copy.c_str(), CURLU_DISALLOW_USER);
  if (code != CURLUE_OK) return fail(concat("URL \"", text, "\": ", curl_url_strerror(code)));
  return read(handle, text);
}

}  // namespace

std::string Url::origin() const { return concat(scheme, "://", host, ':', port); }

std::string Url::text() const {
  const bool usual = port == (is_https() ? "443" : "80");
  return concat(scheme, "://", host, usual ? "" : ":", usual ? "" : port, target);
}

Result<Url> parse_url(std::string_view text) {
  const Handle handle(curl_url());
  return set(handle.get(), text);
}

Result<Url> resolve(const Url& base, std::string_view location) {
  const Handle handle(curl_url());
  TRY(set(handle.get(), base.text()));
  return set(handle.get(), location);
}

void add_query(Url& url, std::string_view name, std::string_view value) {
  char* escaped = curl_easy_escape(nullptr, value.data(), static_cast<int>(value.size()));
  url.target += concat(url.target.find('?') == std::string::npos ? '?' : '&', name, '=', escaped);
  curl_free(escaped);
}

bool allows(Reach reach, const std::string& host) {
  if (host == "localhost" || host.ends_with(".localhost")) return reach != Reach::kNotLocal;
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    return allows(reach, reinterpret_cast<const sockaddr&>(v4));
  }
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  if (host.size() > 2 && host.front() == '[' &&
      ::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &v6.sin6_addr) == 1) {
    return allows(reach, reinterpret_cast<const sockaddr&>(v6));
  }
  return true;
}

Reach reach_from(const Url& asked, const Url& chosen) {
  if (asked.host == chosen.host) return Reach::kAnywhere;
  return allows(Reach::kNotLocal, asked.host) ? Reach::kNotLocal : Reach::kNotLink;
}

}  // namespace imagetool::registry
