#include "imagetool/registry/authenticator.h"

#include <algorithm>

#include "imagetool/registry/backoff.h"
#include "imagetool/registry/realm.h"
#include "imagetool/registry/refusal.h"
#include "spec/base/text.h"
#include "spec/image/base64.h"
#include "spec/json/text.h"

namespace imagetool::registry {

namespace json = spec::json;

namespace {

constexpr const char* kClient = "imagetool";

std::string basic(const Credentials& credentials) {
  return "Basic " + spec::image::encode_base64(credentials.user + ":" + credentials.password);
}

const Challenge* find(const std::vector<Challenge>& challenges, std::string_view scheme) {
  for (const Challenge& challenge : challenges) {
    if (challenge.scheme == scheme) return &challenge;
  }
  return nullptr;
}

// A token becomes a header: nothing in it may end the line.
bool is_token(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

Result<std::string> read_token(const std::string& body) {
  const json::Value document = TRY(json::parse(body));
  for (const char* name : {"token", "access_token"}) {
    const json::Value* member = document.find(name);
    if (member == nullptr || member->string() == nullptr || member->string()->empty()) continue;
    if (!is_token(*member->string())) return fail("the token is malformed");
    return *member->string();
  }
  return fail("the reply holds no token");
}

}  // namespace

Authenticator::Authenticator(Transport& transport, std::string registry, std::optional<Credentials> credentials,
                             bool verify_tls, std::shared_ptr<const Certificates> certificates)
    : transport_(transport),
      registry_(std::move(registry)),
      credentials_(std::move(credentials)),
      verify_tls_(verify_tls),
      certificates_(std::move(certificates)) {}

std::string Authenticator::header(const std::string& scope) {
  const std::lock_guard lock(mutex_);
  return headers_[scope];
}

Result<std::string> Authenticator::answer(const Url& url, const Response& refusal, const std::string& scope,
                                          const std::string& refused) {
  const std::lock_guard lock(mutex_);
  std::string& known = headers_[scope];
  if (known != refused) return known;  // another thread was faster
  const std::vector<Challenge> challenges = parse_challenges(refusal.header("www-authenticate"));
  std::string answer;
  if (const Challenge* bearer = find(challenges, "bearer")) {
    const std::string token = TRY_STEP("token", fetch_token(url, *bearer, scope));
    answer = "Bearer " + token;
  } else if (find(challenges, "basic") != nullptr && credentials_) {
    answer = basic(*credentials_);
  }
  if (answer == refused) return std::string();
  known = answer;
  return answer;
}

Request Authenticator::token_request(Url realm, const std::string& service, const std::string& scope) const {
  Request request;
  request.verify_tls = verify_tls_;
  request.certificates = certificates_;
  const std::vector<std::string> scopes = split_words(scope);
  if (credentials_ && !credentials_->identity_token.empty()) {
    Url form = {"https", "form", "443", ""};  // a query is what a form's body is
    add_query(form, "grant_type", "refresh_token");
    add_query(form, "client_id", kClient);
    add_query(form, "service", service);
    add_query(form, "scope", scope);
    add_query(form, "refresh_token", credentials_->identity_token);
    request.method = "POST";
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.body = form.target.substr(1);
  } else {
    if (!service.empty()) add_query(realm, "service", service);
    for (const std::string& one : scopes) add_query(realm, "scope", one);
    if (credentials_) {
      add_query(realm, "account", credentials_->user);
      request.headers.emplace_back("Authorization", basic(*credentials_));
    }
  }
  request.url = std::move(realm);
  return request;
}

Result<std::string> Authenticator::fetch_token(const Url& registry, const Challenge& challenge,
                                               const std::string& scope) {
  const Url realm = TRY(parse_url(challenge.parameter("realm")));
  TRY(check_realm(registry, realm, credentials_.has_value()));
  Request request = token_request(realm, challenge.parameter("service"), scope);
  request.reach = reach_from(registry, realm);
  Response response = TRY(transport_.perform(request));
  Backoff backoff(transport_);
  while (worth_another_try(response) && backoff.wait(response)) response = TRY(transport_.perform(request));
  if (response.status != 200 || !response.broken.empty()) {
    return refusal_error(response, realm.origin(), {registry_, user()});
  }
  return read_token(response.body);
}

}  // namespace imagetool::registry
