#include "imagetool/registry/docker_config.h"

#include <pwd.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/image/base64.h"
#include "spec/json/text.h"

namespace imagetool::registry {

namespace json = spec::json;

namespace {

constexpr std::uint64_t kMaxFile = 4 << 20;
constexpr const char* kHubKey = "https://index.docker.io/v1/";

// "https://host/v1/" and "host" are the same registry in files of all ages;
// "host/team" is for a part of it alone.
std::string host_of(std::string key) {
  bool is_url = false;
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!key.starts_with(scheme)) continue;
    key.erase(0, scheme.size());
    is_url = true;
  }
  const std::size_t slash = std::min(key.find('/'), key.size());
  const std::string path = key.substr(slash);
  const bool whole = is_url || path == "/" || path.starts_with("/v1") || path.starts_with("/v2");
  return whole ? key.substr(0, slash) : key;
}

bool same_registry(const std::string& key, const std::string& registry) {
  const std::string host = host_of(key);
  if (registry == "docker.io") return host == "index.docker.io" || host == "docker.io";
  return host == registry;
}

Result<json::Value> load(const std::string& path) {
  Result<std::string> text = read_file(path, kMaxFile);
  if (!text && text.error().number == ENOENT) return json::Value(json::Object());
  if (!text) return std::move(text).error();
  if (trim(*text).empty()) return json::Value(json::Object());
  json::Value document = TRY_STEP(path, json::parse(*text));
  if (document.object() == nullptr) return fail(path + ": expected an object");
  return document;
}

json::Value* find(json::Value& object, std::string_view name) {
  for (json::Member& member : *object.object()) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

std::string text_of(const json::Value& entry, std::string_view name) {
  const json::Value* value = entry.find(name);
  return value != nullptr && value->string() != nullptr ? *value->string() : "";
}

Result<void> save(const std::string& path, const json::Value& document) {
  const std::size_t slash = path.rfind('/');
  if (slash != std::string::npos && slash > 0) TRY(make_dirs(FdRef::cwd(), path.substr(0, slash), 0700));
  return replace_file(FdRef::cwd(), path, json::write(document, json::Style::kIndented), 0600, Durable::kYes);
}

std::string home() {
  if (const char* folder = std::getenv("HOME"); folder != nullptr && *folder != '\0') return folder;
  const passwd* user = ::getpwuid(::getuid());
  return user != nullptr ? user->pw_dir : "";
}

}  // namespace

std::string docker_config_path() {
  if (const char* folder = std::getenv("DOCKER_CONFIG"); folder != nullptr && *folder != '\0') {
    return concat(folder, "/config.json");
  }
  return home() + "/.docker/config.json";
}

std::string credentials_key(const std::string& registry) { return registry == "docker.io" ? kHubKey : registry; }

Result<std::string> helper_of(const std::string& path, const std::string& registry) {
  const json::Value document = TRY(load(path));
  if (const json::Value* helpers = document.find("credHelpers"); helpers != nullptr && helpers->object() != nullptr) {
    for (const json::Member& member : *helpers->object()) {
      if (same_registry(member.name, registry)) return text_of(*helpers, member.name);
    }
  }
  return text_of(document, "credsStore");
}

Result<std::vector<std::pair<std::string, std::string>>> http_headers(const std::string& path) {
  const json::Value document = TRY(load(path));
  std::vector<std::pair<std::string, std::string>> headers;
  const json::Value* members = document.find("HttpHeaders");
  if (members == nullptr || members->object() == nullptr) return headers;
  for (const json::Member& member : *members->object()) {
    if (member.value.string() != nullptr) headers.emplace_back(member.name, *member.value.string());
  }
  return headers;
}

Result<std::optional<Credentials>> find_credentials(const std::string& path, const std::string& registry) {
  const json::Value document = TRY(load(path));
  const json::Value* auths = document.find("auths");
  if (auths == nullptr || auths->object() == nullptr) return std::optional<Credentials>();
  const json::Value* entry = auths->find(credentials_key(registry));
  if (entry == nullptr && registry.find('/') == std::string::npos) {
    for (const json::Member& member : *auths->object()) {
      if (same_registry(member.name, registry)) entry = &member.value;
    }
  }
  if (entry == nullptr) return std::optional<Credentials>();
  Credentials found;
  found.identity_token = text_of(*entry, "identitytoken");
  if (const std::string encoded = text_of(*entry, "auth"); !encoded.empty()) {
    const std::optional<std::string> plain = spec::image::decode_base64(encoded);
    const std::size_t colon = plain ? plain->find(':') : std::string::npos;
    if (colon == std::string::npos)
      return fail(concat(path, ": auths.", registry, ".auth: not base64 of USER:PASSWORD"));
    found.user = plain->substr(0, colon);
    found.password = plain->substr(colon + 1);
    // Docker pads old entries with NUL bytes.
    found.password.erase(std::min(found.password.find('\0'), found.password.size()));
  } else {
    found.user = text_of(*entry, "username");
    found.password = text_of(*entry, "password");
  }
  if (found.user.empty() && found.identity_token.empty()) return std::optional<Credentials>();
  return std::optional<Credentials>(std::move(found));
}

Result<void> store_credentials(const std::string& path, const std::string& registry, const Credentials& credentials) {
  json::Value document = TRY(load(path));
  json::Object entry;
  entry.push_back({"auth", json::Value(spec::image::encode_base64(credentials.user + ":" + credentials.password))});
  if (!credentials.identity_token.empty()) {
    entry.push_back({"identitytoken", json::Value(credentials.identity_token)});
  }
  json::Value* auths = find(document, "auths");
  if (auths == nullptr || auths->object() == nullptr) {
    std::erase_if(*document.object(), [](const json::Member& member) { return member.name == "auths"; });
    document.object()->push_back({"auths", json::Value(json::Object())});
    auths = &document.object()->back().value;
  }
  std::erase_if(*auths->object(), [&](const json::Member& member) { return same_registry(member.name, registry); });
  auths->object()->push_back({credentials_key(registry), json::Value(std::move(entry))});
  return save(path, document);
}

Result<bool> erase_credentials(const std::string& path, const std::string& registry) {
  json::Value document = TRY(load(path));
  json::Value* auths = find(document, "auths");
  if (auths == nullptr || auths->object() == nullptr) return false;
  const std::size_t erased =
      std::erase_if(*auths->object(), [&](const json::Member& member) { return same_registry(member.name, registry); });
  if (erased == 0) return false;
  TRY(save(path, document));
  return true;
}

}  // namespace imagetool::registry
