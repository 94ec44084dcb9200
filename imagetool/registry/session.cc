#include "imagetool/registry/session.h"

#include <algorithm>
#include <vector>

#include "imagetool/registry/refusal.h"
#include "spec/base/text.h"

namespace imagetool::registry {

namespace {

constexpr int kRedirects = 8;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// The texts of Warning headers, `299 - "text"` (distribution-spec, "Warnings"; RFC 7234, 5.5).
std::vector<std::string> warnings_of(const Response& response) {
  std::vector<std::string> texts;
  std::string_view rest = response.header("warning");
  for (std::size_t begin = rest.find("299 "); begin != std::string_view::npos; begin = rest.find("299 ")) {
    rest.remove_prefix(std::min(rest.find('"', begin), rest.size() - 1) + 1);
    std::string text;
    while (!rest.empty() && rest.front() != '"') {
      if (rest.front() == '\\' && rest.size() > 1) rest.remove_prefix(1);
      text += rest.front();
      rest.remove_prefix(1);
    }
    text = printable(std::move(text));
    if (!text.empty()) texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace

Session::Session(Transport& transport, const Endpoint& endpoint, std::optional<Credentials> credentials)
    : transport_(transport),
      endpoint_(endpoint),
      authenticator_(transport, endpoint.registry, std::move(credentials), !endpoint.insecure, endpoint.certificates) {}

// An insecure host is asked in https first; where it has none, plain HTTP is
// what the user allowed.
Result<std::string> Session::find_scheme() {
  if (!endpoint_.insecure) return std::string("https");
  Request probe;
  probe.url = TRY(parse_url(concat("https://", endpoint_.host, "/v2/")));
  probe.verify_tls = false;
  probe.certificates = endpoint_.certificates;
  probe.client_certificate = true;
  const Result<Response> secure = transport_.perform(probe);
  return std::string(secure && secure->status != 0 ? "https" : "http");
}

Result<Url> Session::url(const std::string& target) {
  const std::lock_guard lock(mutex_);
  if (scheme_.empty()) {
    const std::string scheme = TRY(find_scheme());
    base_ = TRY(parse_url(concat(scheme, "://", endpoint_.host, "/")));
    scheme_ = scheme;
  }
  Url url = base_;
  url.target = target;
  return url;
}

Result<Response> Session::send(Request request, const std::string& scope) {
  const bool repeatable = request.sink == nullptr && !request.upload && request.method != "POST";
  request.verify_tls = !endpoint_.insecure;
  request.certificates = endpoint_.certificates;
  Backoff backoff(transport_);
  while (true) {
    Request attempt = request;
    Response response = TRY(follow(attempt, scope));
    if (!repeatable || !worth_another_try(response) || !backoff.wait(response)) return response;
  }
}

Result<void> Session::check_target(const Url& from, const Url& to) const {
  if (base_.is_https() && !to.is_https()) {
    return fail(concat(from.origin(), ": redirects to ", to.origin(), ", which has no TLS: refused"));
  }
  if (!allows(reach_from(base_, to), to.host)) {
    return fail(
        concat(from.origin(), ": redirects to ", to.origin(), ": an address of this machine or its link: refused"));
  }
  return {};
}

Result<Response> Session::follow(Request& request, const std::string& scope) {
  const bool may_follow = request.method == "GET" || request.method == "HEAD";
  for (int hops = 0; hops <= kRedirects; ++hops) {
    Response response = TRY(authorised(request, scope));
    if (!may_follow || !is_redirect(response.status) || !response.broken.empty()) return response;
    // Where that may be is looked at before anything is sent there.
    request.url = TRY(resolve(request.url, response.header("location")));
  }
  return fail(request.url.origin() + ": too many redirects");
}

// To this host itself: with what is for it alone.
Result<Response> Session::perform(const Request& request) {
  Response response = TRY(transport_.perform(request));
  for (const std::string& text : warnings_of(response)) transport_.warn(concat(endpoint_.registry, ": ", text));
  const std::string& left = response.header("ratelimit-remaining");
  if (!left.empty()) transport_.note_limit(endpoint_.registry, response.header("ratelimit-limit"), left);
  return response;
}

Result<Response> Session::authorised(Request& request, const std::string& scope) {
  const bool own = request.url.origin() == base_.origin();
  if (!own) {
    TRY(check_target(base_, request.url));
    request.reach = reach_from(base_, request.url);
    request.client_certificate = false;
    return transport_.perform(request);
  }
  request.client_certificate = true;
  const std::size_t plain = request.headers.size();
  request.headers.insert(request.headers.end(), endpoint_.headers.begin(), endpoint_.headers.end());
  const std::size_t own_headers = request.headers.size();
  std::string authorization = authenticator_.header(scope);
  if (!authorization.empty()) request.headers.emplace_back("Authorization", authorization);
  Response response = TRY(perform(request));
  request.headers.resize(own_headers);
  if (response.status != 401) request.headers.resize(plain);
  if (response.status != 401 || !response.broken.empty()) return response;
  authorization = TRY(authenticator_.answer(request.url, response, scope, authorization));
  if (authorization.empty()) return response;
  request.headers.emplace_back("Authorization", authorization);
  response = TRY(perform(request));
  request.headers.resize(plain);
  return response;
}

}  // namespace imagetool::registry
