// fetch [--head] URL FILE: what ADD and a context have from a web server.
//
// A program of its own: buildtool neither loads libcurl and all that it brings
// for the builds that need none of it, nor reads what a server sends in the
// process that mounts and writes root file systems.
//
// FILE is made new and gets the content; with --head nothing is asked for but
// the headers. $FETCH_AUTHORIZATION is sent as the header Authorization, to the
// URL's own host only. Standard output says what they were, a line each: "etag TEXT",
// "time SECONDS" (Last-Modified). What fails is said on standard error, exit status 1.
#include <curl/curl.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "spec/base/fd.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/cli/version.h"

namespace {

using base::Fd;
using base::FdRef;
using base::Result;

constexpr long kConnectSeconds = 30;
constexpr long kSilentSeconds = 60;
constexpr long kMaxRedirects = 10;  // as Go's client, which BuildKit is
constexpr std::size_t kMaxEtag = 1024;

struct FreeCurl {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

struct Reply {
  FdRef file;
  std::string etag;
  std::string error;
};

std::size_t on_header(char* data, std::size_t, std::size_t size, void* input) {
  auto& reply = *static_cast<Reply*>(input);
  const std::string_view line = base::trim(std::string_view(data, size));
  if (line.starts_with("HTTP/")) reply.etag.clear();  // of a redirect nothing stays
  const std::size_t colon = line.find(':');
  if (colon == line.npos || base::to_lower(line.substr(0, colon)) != "etag") return size;
  const std::string_view value = base::trim(line.substr(colon + 1));
  if (value.size() <= kMaxEtag) reply.etag = value;
  return size;
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* input) {
  auto& reply = *static_cast<Reply*>(input);
  const Result<void> written = base::write_all(reply.file, {data, size}, "write");
  if (written) return size;
  reply.error = written.error().text();
  return 0;
}

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Headers = std::unique_ptr<curl_slist, FreeList>;

// libcurl keeps such a header from the host of a redirect.
Headers authorization() {
  const char* value = std::getenv("FETCH_AUTHORIZATION");
  if (value == nullptr) return nullptr;
  return Headers(curl_slist_append(nullptr, base::concat("Authorization: ", std::string(value)).c_str()));
}

void set_up(CURL* handle, const std::string& url, bool head, Reply& reply, char* details) {
  // What was asked for safely is not had in the clear.
  const char* schemes = url.starts_with("https://") ? "https" : "http,https";
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, schemes);
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(handle, CURLOPT_MAXREDIRS, kMaxRedirects);
  curl_easy_setopt(handle, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(handle, CURLOPT_FILETIME, 1L);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, kSilentSeconds);
  curl_easy_setopt(handle, CURLOPT_USERAGENT, ("buildtool/" + spec::cli::version()).c_str());
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, details);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &reply);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &reply);
  if (head) curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  if (const char* authorities = std::getenv("SSL_CERT_FILE"); authorities != nullptr) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, authorities);
  }
}

std::string explain(CURL* handle, CURLcode code, const Reply& reply, const char* details) {
  if (!reply.error.empty()) return reply.error;
  if (code == CURLE_HTTP_RETURNED_ERROR) {
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return base::concat("invalid response status ", status);
  }
  return details[0] != '\0' ? details : curl_easy_strerror(code);
}

int fail(const std::string& text) {
  std::fprintf(stderr, "%s\n", text.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  const bool head = argc == 4 && std::string_view(argv[1]) == "--head";
  if (argc != (head ? 4 : 3)) return fail("usage: fetch [--head] URL FILE");
  const std::string url = argv[argc - 2];
  const std::string path = argv[argc - 1];
  Fd file;
  if (!head) file = Fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!head && !file) return fail(base::fail_errno(path).text());
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, FreeCurl> handle(curl_easy_init());
  if (!handle) return fail("libcurl: out of memory");
  char details[CURL_ERROR_SIZE] = "";
  Reply reply{file, "", ""};
  set_up(handle.get(), url, head, reply, details);
  const Headers headers = authorization();
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  const CURLcode code = curl_easy_perform(handle.get());
  if (code != CURLE_OK) return fail(explain(handle.get(), code, reply, details));
  curl_off_t seconds = -1;
  curl_easy_getinfo(handle.get(), CURLINFO_FILETIME_T, &seconds);
  if (!reply.etag.empty()) std::printf("etag %s\n", reply.etag.c_str());
  if (seconds >= 0) std::printf("time %lld\n", static_cast<long long>(seconds));
  return 0;
}
