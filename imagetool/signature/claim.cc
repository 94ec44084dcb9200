#include "imagetool/signature/claim.h"

#include "spec/base/text.h"
#include "spec/json/text.h"

namespace imagetool::signature {

namespace json = spec::json;

namespace {

// The object's members are these and no others.
Result<void> expect_members(const json::Value& value, const std::vector<std::string>& names, const std::string& place) {
  if (value.object() == nullptr || value.object()->size() != names.size())
    return fail(place + ": other members than " + join(names, ", "));
  for (const std::string& name : names) {
    if (value.find(name) == nullptr) return fail(place + ": other members than " + join(names, ", "));
  }
  return {};
}

Result<std::string> text_at(const json::Value& value, const std::string& name) {
  const json::Value* member = value.find(name);
  if (member == nullptr || member->string() == nullptr) return fail(name + ": expected a text");
  return *member->string();
}

}  // namespace

Result<Claim> parse_claim(std::string_view text) {
  const json::Value value = TRY(json::parse(text));
  const json::Value* critical = value.find("critical");
  if (critical == nullptr) return fail("critical: is missing");
  TRY(expect_members(*critical, {"type", "image", "identity"}, "critical"));
  const json::Value& image = *critical->find("image");
  const json::Value& identity = *critical->find("identity");
  TRY(expect_members(image, {"docker-manifest-digest"}, "critical.image"));
  TRY(expect_members(identity, {"docker-reference"}, "critical.identity"));
  Claim claim;
  claim.type = TRY(text_at(*critical, "type"));
  claim.digest = TRY(spec::image::Digest::parse(TRY(text_at(image, "docker-manifest-digest"))));
  claim.reference = TRY(text_at(identity, "docker-reference"));
  return claim;
}

std::string write_claim(const Claim& claim) {
  const json::Object identity = {{"docker-reference", claim.reference}};
  const json::Object image = {{"docker-manifest-digest", claim.digest.text()}};
  const json::Object critical = {{"identity", identity}, {"image", image}, {"type", claim.type}};
  return json::write(json::Object{{"critical", critical}, {"optional", json::Value()}});
}

}  // namespace imagetool::signature
