#include "imagetool/archive/download.h"

#include "imagetool/archive/nameless_file.h"
#include "spec/base/fd_stream.h"
#include "spec/base/text.h"

namespace imagetool::archive {

namespace {

constexpr int kRedirects = 10;

}  // namespace

Result<Fd> download(registry::Transport& transport, const std::string& url, FdRef folder) {
  Fd file = TRY(nameless_file(folder));
  FdSink sink(file, url);
  registry::Request request;
  request.url = TRY(registry::parse_url(url));
  request.sink = &sink;
  for (int redirects = 0;; ++redirects) {
    const registry::Response response = TRY(transport.perform(request));
    if (!response.broken.empty()) return fail(concat(url, ": ", response.broken));
    if (response.status == 200) break;
    const std::string& location = response.header("location");
    if (response.status < 300 || response.status > 399 || location.empty()) {
      return fail(concat(url, ": HTTP status ", response.status));
    }
    if (redirects == kRedirects) return fail(concat(url, ": more than ", kRedirects, " redirects"));
    registry::Url next = TRY(registry::resolve(request.url, location));
    if (request.url.is_https() && !next.is_https()) return fail(concat(url, ": redirected from https to http"));
    request.reach = registry::reach_from(request.url, next);
    if (!registry::allows(request.reach, next.host)) {
      return fail(concat(url, ": redirected to ", next.host, ", an address of this machine or its link"));
    }
    request.url = std::move(next);
  }
  if (::lseek(file.get(), 0, SEEK_SET) < 0) return fail_errno("lseek");
  return file;
}

}  // namespace imagetool::archive
