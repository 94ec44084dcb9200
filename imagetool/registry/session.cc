#include "imagetool/registry/session.h"

#include <chrono>

#include "imagetool/registry/refusal.h"
#include "spec/base/text.h"

namespace imagetool::registry {

namespace {

constexpr int kTries = 4;
constexpr int kRedirects = 8;
constexpr std::chrono::milliseconds kFirstPause(300);

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

bool worth_another_try(const Response& response) {
  return !response.broken.empty() || response.status == 500 || response.status == 502 || response.status == 503 ||
         response.status == 504;
}

bool Backoff::wait() {
  if (tries_ == kTries) return false;
  transport_.pause(kFirstPause * (1 << tries_));
  ++tries_;
  return true;
}

Session::Session(Transport& transport, const Endpoint& endpoint, std::optional<Credentials> credentials)
    : transport_(transport),
      endpoint_(endpoint),
      authenticator_(transport, endpoint.registry, std::move(credentials), !endpoint.insecure) {}

// An insecure host is asked in https first; where it has none, plain HTTP is
// what the user allowed.
Result<std::string> Session::find_scheme() {
  if (!endpoint_.insecure) return std::string("https");
  Request probe;
  probe.url = TRY(parse_url(concat("https://", endpoint_.host, "/v2/")));
  probe.verify_tls = false;
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
  Backoff backoff(transport_);
  while (true) {
    Request attempt = request;
    Response response = TRY(follow(attempt, scope));
    if (!repeatable || !worth_another_try(response) || !backoff.wait()) return response;
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
    const Url next = TRY(resolve(request.url, response.header("location")));
    TRY(check_target(request.url, next));
    request.url = next;
  }
  return fail(request.url.origin() + ": too many redirects");
}

Result<Response> Session::authorised(Request& request, const std::string& scope) {
  const bool own = request.url.origin() == base_.origin();
  if (!own) {
    TRY(check_target(base_, request.url));
    request.reach = reach_from(base_, request.url);
    return transport_.perform(request);
  }
  const std::size_t plain = request.headers.size();
  std::string authorization = authenticator_.header(scope);
  if (!authorization.empty()) request.headers.emplace_back("Authorization", authorization);
  Response response = TRY(transport_.perform(request));
  request.headers.resize(plain);
  if (response.status != 401 || !response.broken.empty()) return response;
  authorization = TRY(authenticator_.answer(request.url, response, scope, authorization));
  if (authorization.empty()) return response;
  request.headers.emplace_back("Authorization", authorization);
  response = TRY(transport_.perform(request));
  request.headers.resize(plain);
  return response;
}

}  // namespace imagetool::registry
