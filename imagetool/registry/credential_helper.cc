#include "imagetool/registry/credential_helper.h"

#include "imagetool/process/run.h"
#include "imagetool/registry/refusal.h"
#include "spec/base/text.h"
#include "spec/json/text.h"

namespace imagetool::registry {

namespace json = spec::json;

namespace {

constexpr const char* kIdentityToken = "<token>";  // the user's name where the secret is an OAuth2 token

std::string member(const json::Value& document, std::string_view name) {
  const json::Value* value = document.find(name);
  return value != nullptr && value->string() != nullptr ? *value->string() : "";
}

bool says_none(const std::string& words) {
  return words.find("credentials not found") != std::string::npos || words.find("no credentials") != std::string::npos;
}

}  // namespace

Result<std::string> CredentialHelper::run(const char* action, const std::string& input) const {
  // A path would be looked up beside $PATH.
  if (program_.find('/') != std::string::npos) return fail(program_ + ": not the name of a credential helper");
  process::Program program;
  program.args = {program_, action};
  program.input = input;
  const Result<process::Outcome> outcome = process::run(program);
  if (!outcome && outcome.error().number == ENOENT) {
    return fail(program_ + ": not found in PATH").with_hint("config.json names it as a credential helper");
  }
  if (!outcome) return outcome.error();
  if (outcome->status == 0) return outcome->output;
  const std::string words = printable(outcome->output);
  return fail(concat(program_, ' ', action, ": ", words.empty() ? "failed" : words));
}

Result<std::optional<Credentials>> CredentialHelper::get(const std::string& server) const {
  const Result<std::string> answer = run("get", server);
  if (!answer && says_none(answer.error().message)) return std::optional<Credentials>();
  if (!answer) return answer.error();
  const json::Value document = TRY_STEP(program_, json::parse(*answer));
  Credentials found;
  found.user = member(document, "Username");
  const std::string secret = member(document, "Secret");
  (found.user == kIdentityToken ? found.identity_token : found.password) = secret;
  if (found.user.empty()) return std::optional<Credentials>();
  return std::optional<Credentials>(std::move(found));
}

Result<void> CredentialHelper::store(const std::string& server, const Credentials& credentials) const {
  const bool token = !credentials.identity_token.empty();
  json::Object document;
  document.push_back({"ServerURL", json::Value(server)});
  document.push_back({"Username", json::Value(token ? std::string(kIdentityToken) : credentials.user)});
  document.push_back({"Secret", json::Value(token ? credentials.identity_token : credentials.password)});
  TRY(run("store", json::write(json::Value(std::move(document)))));
  return {};
}

Result<void> CredentialHelper::erase(const std::string& server) const {
  const Result<std::string> answer = run("erase", server);
  if (!answer && !says_none(answer.error().message)) return answer.error();
  return {};
}

Result<std::map<std::string, std::string>> CredentialHelper::list() const {
  const std::string answer = TRY(run("list", ""));
  const json::Value document = TRY_STEP(program_, json::parse(answer));
  if (document.object() == nullptr) return fail(program_ + ": expected an object");
  std::map<std::string, std::string> users;
  for (const json::Member& member : *document.object()) {
    if (member.value.string() != nullptr) users.emplace(member.name, *member.value.string());
  }
  return users;
}

}  // namespace imagetool::registry
