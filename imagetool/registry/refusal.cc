#include "imagetool/registry/refusal.h"

#include <algorithm>

#include "spec/base/text.h"
#include "spec/json/text.h"

namespace imagetool::registry {

namespace json = spec::json;

namespace {

constexpr std::size_t kLongest = 300;

std::string member(const json::Value& object, std::string_view name) {
  const json::Value* value = object.find(name);
  return value != nullptr && value->string() != nullptr ? *value->string() : "";
}

std::string with_words(const std::string& text, const Response& response) {
  const std::string words = server_message(response);
  return words.empty() ? text : concat(text, ": ", words);
}

Error unauthorised(const Response& response, const std::string& object, const Asker& asker) {
  if (asker.user.empty()) {
    return fail(with_words(object + ": authentication required", response))
        .with_hint("no credentials for " + asker.registry + " are stored; see imagetool login");
  }
  return fail(with_words(concat(object, ": the credentials of user \"", asker.user, "\" were not accepted"), response))
      .with_hint("imagetool login " + asker.registry + " stores others");
}

Error denied(const Response& response, const std::string& object, const Asker& asker) {
  if (asker.user.empty()) {
    return fail(with_words(object + ": access denied", response))
        .with_hint("it may not exist, or need imagetool login " + asker.registry);
  }
  return fail(with_words(concat(object, ": access denied to user \"", asker.user, "\""), response));
}

Error too_many(const Response& response, const std::string& object, const Asker& asker) {
  const std::optional<unsigned> seconds = parse_number<unsigned>(response.header("retry-after"));
  std::string hint = seconds ? concat("try again in ", *seconds, " seconds") : "try again later";
  if (asker.user.empty()) hint += ", or after imagetool login " + asker.registry;
  return fail(with_words(object + ": too many requests", response)).with_hint(hint);
}

}  // namespace

std::string printable(std::string text) {
  text.resize(std::min(text.size(), kLongest));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }, ' ');
  return std::string(trim(text));
}

std::string server_message(const Response& response) {
  const Result<json::Value> document = json::parse(response.body, {.bytes = 64 << 10, .depth = 16});
  if (!document) return {};
  const json::Value* errors = document->find("errors");
  if (errors == nullptr || errors->array() == nullptr || errors->array()->empty()) {
    return printable(member(*document, "details"));  // a token server's, as Docker Hub's
  }
  const json::Value& first = errors->array()->front();
  std::string code = to_lower(member(first, "code"));
  std::replace(code.begin(), code.end(), '_', ' ');
  const std::string message = member(first, "message");
  if (code == message) return printable(message);  // "manifest unknown: manifest unknown" helps nobody
  return printable(concat(code, code.empty() || message.empty() ? "" : ": ", message));
}

Error refusal_error(const Response& response, const std::string& object, const Asker& asker) {
  if (!response.broken.empty()) return fail(concat(object, ": the connection broke: ", response.broken));
  switch (response.status) {
    case 401:
      return unauthorised(response, object, asker);
    case 403:
      return denied(response, object, asker);
    case 404: {
      Error error = fail(with_words(object + ": not found", response));
      error.number = ENOENT;
      return error;
    }
    case 429:
      return too_many(response, object, asker);
    default:
      return fail(with_words(concat(object, ": HTTP ", response.status), response));
  }
}

}  // namespace imagetool::registry
