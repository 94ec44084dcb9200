#include "imagetool/registry/curl_transport.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#include "imagetool/registry/address.h"
#include "imagetool/registry/certificates.h"
#include "imagetool/registry/proxy.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"
#include "spec/cli/version.h"

namespace imagetool::registry {

namespace {

constexpr long kConnectSeconds = 30;
constexpr long kSilentSeconds = 120;  // a registry may take long over the end of a large upload
constexpr long kBuffer = 512 << 10;

// What the callbacks of one request share.
struct Exchange {
  const Request& request;
  CURL* handle;
  Response response;
  std::optional<Error> error;  // the sink's, the file's, or too long a body
  std::uint64_t sent = 0;
  bool refused_local = false;
  bool started = false;  // the sink got something
};

std::size_t on_header(char* data, std::size_t, std::size_t size, void* input) {
  auto& exchange = *static_cast<Exchange*>(input);
  const std::string_view line = trim(std::string_view(data, size));
  // Of a "100 Continue" or a proxy's reply before the real one nothing stays.
  if (line.starts_with("HTTP/")) exchange.response.headers.clear();
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  std::string& value = exchange.response.headers[to_lower(line.substr(0, colon))];
  if (!value.empty()) value += ", ";
  value += trim(line.substr(colon + 1));
  return size;
}

Result<void> start(Exchange& exchange, int status) {
  if (std::exchange(exchange.started, true) || !exchange.request.on_start) return {};
  exchange.response.status = status;
  return exchange.request.on_start(exchange.response);
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* input) {
  auto& exchange = *static_cast<Exchange*>(input);
  long status = 0;
  curl_easy_getinfo(exchange.handle, CURLINFO_RESPONSE_CODE, &status);
  if (exchange.request.sink != nullptr && (status == 200 || status == 206)) {
    Result<void> taken = start(exchange, static_cast<int>(status));
    if (taken) taken = exchange.request.sink->write(std::string_view(data, size));
    if (taken) return size;
    exchange.error = std::move(taken).error();
    return 0;
  }
  if (exchange.response.body.size() + size > exchange.request.max_body) {
    exchange.error =
        fail(concat(exchange.request.url.text(), ": the reply is larger than ", exchange.request.max_body, " bytes"));
    return 0;
  }
  exchange.response.body.append(data, size);
  return size;
}

std::size_t on_upload(char* buffer, std::size_t, std::size_t size, void* input) {
  auto& exchange = *static_cast<Exchange*>(input);
  const FileRange& range = *exchange.request.upload;
  size = static_cast<std::size_t>(std::min<std::uint64_t>(size, range.size - exchange.sent));
  if (size == 0) return 0;
  const ssize_t got = ::pread(range.file.get(), buffer, size, static_cast<off_t>(range.offset + exchange.sent));
  if (got <= 0) {
    exchange.error = got < 0 ? fail_errno("blob") : fail("blob: shorter than it was");
    return CURL_READFUNC_ABORT;
  }
  exchange.sent += static_cast<std::uint64_t>(got);
  if (range.on_sent) range.on_sent(exchange.sent);
  return static_cast<std::size_t>(got);
}

int on_rewind(void* input, curl_off_t offset, int origin) {
  if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
  static_cast<Exchange*>(input)->sent = static_cast<std::uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

// Called at least once a second, also while nothing comes.
int on_progress(void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t) { return interrupted() ? 1 : 0; }

// A name that a server chose may resolve to the metadata service or to our own
// loopback: what counts is the address that is about to be connected to.
curl_socket_t on_socket(void* input, curlsocktype, curl_sockaddr* address) {
  auto& exchange = *static_cast<Exchange*>(input);
  if (!allows(exchange.request.reach, address->addr)) {
    exchange.refused_local = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

bool worth_another_try(CURLcode code) {
  switch (code) {
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return true;
    default:
      return false;
  }
}

bool usual_port(const Url& url) { return url.port == (url.is_https() ? "443" : "80"); }

Error explain(CURLcode code, const Exchange& exchange, const char* details) {
  const Url& url = exchange.request.url;
  const std::string where = url.origin();
  const std::string reason = details[0] != '\0' ? details : curl_easy_strerror(code);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return fail(concat(where, ": no such host: ", url.host)).with_hint("check the name, and /etc/resolv.conf");
    case CURLE_COULDNT_RESOLVE_PROXY:
      return fail(concat(where, ": no such proxy: ", reason)).with_hint("see HTTPS_PROXY, HTTP_PROXY and NO_PROXY");
    case CURLE_SSL_CERTPROBLEM:
      return fail(concat(where, ": the client's certificate cannot be used: ", reason)).with_hint("see certs.d");
    case CURLE_COULDNT_CONNECT:
      if (exchange.refused_local) {
        return fail(concat(where, ": refused: a registry may not send us to an address of this machine or its link"));
      }
      return fail(concat(where, ": ", reason));
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return fail(concat(where, ": the server's certificate is not trusted: ", reason))
          .with_hint(concat("put its authority into /etc/containers/certs.d/", url.host,
                            usual_port(url) ? "" : ":" + url.port,
                            "/ca.crt, or name it in SSL_CERT_FILE; --tls-verify=false trusts anybody"));
    case CURLE_SSL_CONNECT_ERROR:
      return fail(concat(where, ": no TLS connection: ", reason)).with_hint("--tls-verify=false allows plain HTTP");
    default:
      return fail(concat(where, ": ", reason));
  }
}

// Whom to trust, and who we are.
Result<void> set_tls(CURL* handle, const Request& request) {
  const Certificates* certificates = request.certificates.get();
  if (certificates != nullptr && request.client_certificate && !certificates->client_certificate.empty()) {
    curl_easy_setopt(handle, CURLOPT_SSLCERT, certificates->client_certificate.c_str());
    curl_easy_setopt(handle, CURLOPT_SSLKEY, certificates->client_key.c_str());
  }
  if (!request.verify_tls) {
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L);
  } else if (certificates != nullptr && !certificates->authorities.empty()) {
    std::string all = TRY(with_system_authorities(certificates->authorities));
    curl_blob blob{all.data(), all.size(), CURL_BLOB_COPY};
    curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &blob);
  } else if (const char* authorities = std::getenv("SSL_CERT_FILE"); authorities != nullptr) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, authorities);
  }
  return {};
}

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

List header_list(const Request& request) {
  curl_slist* list = curl_slist_append(nullptr, "Expect:");
  for (const auto& [name, value] : request.headers) list = curl_slist_append(list, concat(name, ": ", value).c_str());
  return List(list);
}

void set_body(CURL* handle, Exchange& exchange) {
  const Request& request = exchange.request;
  if (request.upload) {
    curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle, CURLOPT_UPLOAD_BUFFERSIZE, kBuffer);
    curl_easy_setopt(handle, CURLOPT_READFUNCTION, on_upload);
    curl_easy_setopt(handle, CURLOPT_READDATA, &exchange);
    curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, on_rewind);
    curl_easy_setopt(handle, CURLOPT_SEEKDATA, &exchange);
    curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.upload->size));
  } else if (request.method != "GET" && request.method != "HEAD" && request.method != "DELETE") {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
  }
}

void set_up(CURL* handle, Exchange& exchange, const curl_slist* headers, char* details) {
  const Request& request = exchange.request;
  curl_easy_setopt(handle, CURLOPT_URL, request.url.text().c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  // A body is sent in HTTP/1.1: libcurl 7.88, Debian 12's, may stall where an HTTP/2 window is full.
  const long version = request.upload ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS;
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, version);
  curl_easy_setopt(handle, CURLOPT_USERAGENT, ("imagetool/" + spec::cli::version()).c_str());
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, kSilentSeconds);
  curl_easy_setopt(handle, CURLOPT_BUFFERSIZE, kBuffer);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, details);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &exchange);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, on_progress);
  const std::string proxy = proxy_for(request.url);
  curl_easy_setopt(handle, CURLOPT_PROXY, proxy.c_str());
  // Through a proxy it is the proxy's address that we would be looking at.
  if (request.reach != Reach::kAnywhere && proxy.empty()) {
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &exchange);
    curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
  }
  set_body(handle, exchange);
  if (request.method == "HEAD") {
    curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  } else {
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

}  // namespace

CurlTransport::CurlTransport() { curl_global_init(CURL_GLOBAL_DEFAULT); }

CurlTransport::~CurlTransport() {
  for (void* handle : idle_) curl_easy_cleanup(handle);
  curl_global_cleanup();
}

void* CurlTransport::take() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return curl_easy_init();
  void* handle = idle_.back();
  idle_.pop_back();
  return handle;
}

void CurlTransport::give_back(void* handle) {
  curl_easy_reset(handle);
  const std::lock_guard lock(mutex_);
  idle_.push_back(handle);
}

Result<Response> CurlTransport::perform(const Request& request) {
  CURL* handle = take();
  if (handle == nullptr) return fail("libcurl: out of memory");
  Exchange exchange{request, handle, {}, {}};
  const List headers = header_list(request);
  char details[CURL_ERROR_SIZE] = "";
  set_up(handle, exchange, headers.get(), details);
  if (Result<void> set = set_tls(handle, request); !set) {
    give_back(handle);
    return std::move(set).error();
  }
  const CURLcode code = curl_easy_perform(handle);
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  give_back(handle);
  if (interrupted()) return fail("interrupted");
  if (exchange.error) return std::move(*exchange.error);
  exchange.response.status = static_cast<int>(status);
  if (code == CURLE_OK) return std::move(exchange.response);
  if (!worth_another_try(code)) return explain(code, exchange, details);
  exchange.response.broken = details[0] != '\0' ? details : curl_easy_strerror(code);
  return std::move(exchange.response);
}

void CurlTransport::note_limit(const std::string& registry, const std::string& limit, const std::string& left) {
  const std::lock_guard lock(mutex_);
  limits_[registry] = {limit, left};
}

std::map<std::string, CurlTransport::Limit> CurlTransport::limits() {
  const std::lock_guard lock(mutex_);
  return limits_;
}

void CurlTransport::warn(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (warned_.insert(text).second) std::fprintf(stderr, "WARNING: %s\n", text.c_str());
}

void CurlTransport::pause(std::chrono::milliseconds time) {
  constexpr std::chrono::milliseconds kSlice(100);
  for (; time.count() > 0 && !interrupted(); time -= kSlice) std::this_thread::sleep_for(std::min(time, kSlice));
}

}  // namespace imagetool::registry
