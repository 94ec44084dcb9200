#include "imagetool/signature/rekor.h"

#include "spec/base/text.h"
#include "spec/image/base64.h"
#include "spec/image/digest.h"
#include "spec/json/text.h"

namespace imagetool::signature {

namespace json = spec::json;

namespace {

const std::string* text_at(const json::Value* value, std::initializer_list<const char*> path) {
  for (const char* name : path) value = value == nullptr ? nullptr : value->find(name);
  return value == nullptr ? nullptr : value->string();
}

Result<std::string> base64_at(const json::Value& value, std::initializer_list<const char*> path) {
  const std::string* text = text_at(&value, path);
  std::optional<std::string> bytes = text == nullptr ? std::nullopt : spec::image::decode_base64(*text);
  if (!bytes) return fail("the transparency log's entry is not understood");
  return std::move(*bytes);
}

}  // namespace

Result<void> check_log_entry(const std::string& text, const PublicKey& log, const std::string& payload,
                             const std::string& signature, const PublicKey& key) {
  const json::Value bundle = TRY(json::parse(text));
  const json::Value* entry = bundle.find("Payload");
  const std::string promise = TRY(base64_at(bundle, {"SignedEntryTimestamp"}));
  if (entry == nullptr || entry->object() == nullptr) return fail("the transparency log's entry is missing");
  // RFC 8785's form: these members, sorted by name.
  json::Object canonical;
  for (const char* name : {"body", "integratedTime", "logID", "logIndex"}) {
    const json::Value* member = entry->find(name);
    if (member == nullptr) return fail(concat("the transparency log's entry has no ", name));
    canonical.push_back({name, *member});
  }
  if (!log.verifies(json::write(canonical), promise)) return fail("the transparency log has not signed its entry");
  const json::Value body = TRY(json::parse(TRY(base64_at(*entry, {"body"}))));
  const std::string* kind = text_at(&body, {"kind"});
  if (kind == nullptr || *kind != "hashedrekord") return fail("the transparency log's entry is of another kind");
  const json::Value* spec = body.find("spec");
  if (spec == nullptr) return fail("the transparency log's entry is not understood");
  const std::string* hash = text_at(spec, {"data", "hash", "value"});
  const std::string* algorithm = text_at(spec, {"data", "hash", "algorithm"});
  if (hash == nullptr || algorithm == nullptr || *algorithm != "sha256" ||
      *hash != spec::image::digest_of(payload).hex()) {
    return fail("the transparency log's entry is about another payload");
  }
  if (TRY(base64_at(*spec, {"signature", "content"})) != signature) {
    return fail("the transparency log's entry is about another signature");
  }
  const PublicKey logged = TRY(PublicKey::parse(TRY(base64_at(*spec, {"signature", "publicKey", "content"}))));
  if (logged.der() != key.der()) return fail("the transparency log's entry is about another key");
  return {};
}

}  // namespace imagetool::signature
