#include "imagetool/registry/signatures.h"

#include <algorithm>
#include <optional>
#include <string>

#include "imagetool/process/helper.h"
#include "imagetool/process/run.h"
#include "imagetool/registry/lookaside.h"
#include "imagetool/registry/referrers.h"
#include "imagetool/signature/claim.h"
#include "imagetool/signature/identity.h"
#include "imagetool/signature/key.h"
#include "imagetool/signature/rekor.h"
#include "spec/base/file.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"
#include "spec/base/text_sink.h"
#include "spec/image/base64.h"
#include "spec/image/manifest.h"
#include "spec/json/text.h"

namespace imagetool::registry {

namespace image = spec::image;
namespace json = spec::json;
using signature::PublicKey;

namespace {

constexpr std::uint64_t kMaxPayload = 1 << 20;
constexpr std::size_t kMaxSignatures = 128;
constexpr std::uint64_t kMaxKey = 1 << 16;

struct Signature {
  std::string payload;
  std::string signature;
  std::string log_entry;  // often empty
};

Result<std::string> read_payload(Repository& repository, const image::Descriptor& blob) {
  if (blob.size > kMaxPayload) return fail(blob.digest.text() + ": too large for a signature");
  TextSink payload;
  TRY(repository.get_blob(blob, payload));
  if (image::digest_of(payload.text, blob.digest.algorithm()) != blob.digest) {
    return fail(blob.digest.text() + ": the content's digest is another");
  }
  return std::move(payload.text);
}

Result<void> add_signatures(Repository& repository, const Document& document, std::vector<Signature>& all) {
  const image::Manifest manifest = TRY(image::parse_manifest(document.text, document.descriptor.media_type));
  for (const image::Descriptor& layer : manifest.layers) {
    const auto found = layer.annotations.find(kSignatureAnnotation);
    if (layer.media_type != kSignatureLayer || found == layer.annotations.end()) continue;
    const std::optional<std::string> bytes = image::decode_base64(found->second);
    if (!bytes) continue;
    if (all.size() == kMaxSignatures) return fail("too many signatures");
    const auto log = layer.annotations.find(kLogAnnotation);
    all.push_back({TRY(read_payload(repository, layer)), *bytes, log == layer.annotations.end() ? "" : log->second});
  }
  return {};
}

Result<std::vector<Signature>> find_signatures(Repository& repository, const image::Digest& digest) {
  std::vector<Signature> all;
  const Result<Document> tagged = repository.get_manifest(referrers_tag(digest) + ".sig");
  if (!tagged && tagged.error().number != ENOENT) return tagged.error();
  if (tagged) TRY(add_signatures(repository, *tagged, all));
  for (const image::Descriptor& entry : TRY(referrers(repository, digest, kSignatureArtifact))) {
    const Document document = TRY(repository.get_manifest(entry.digest.text()));
    TRY(add_signatures(repository, document, all));
  }
  return all;
}

// A key as a file, or in the policy itself; one or a list of them.
Result<void> add_keys(const json::Value& demand, const char* path_name, const char* data_name,
                      std::vector<PublicKey>& keys) {
  const auto add = [&](const json::Value& value, bool is_path) -> Result<void> {
    if (value.string() == nullptr) return fail("a key: expected a text");
    const std::string& text = *value.string();
    std::optional<std::string> pem;
    if (is_path) {
      pem = TRY(read_file(text, kMaxKey));
    } else {
      pem = image::decode_base64(text);
    }
    if (!pem) return fail(concat(data_name, ": not base64"));
    PublicKey key = TRY_STEP(is_path ? text : data_name, PublicKey::parse(*pem));
    keys.push_back(std::move(key));
    return {};
  };
  for (const bool is_path : {true, false}) {
    const std::string name = is_path ? path_name : data_name;
    if (const json::Value* one = demand.find(name)) TRY(add(*one, is_path));
    if (const json::Value* many = demand.find(name + "s"); many != nullptr && many->array() != nullptr) {
      for (const json::Value& one : *many->array()) TRY(add(one, is_path));
    }
  }
  return {};
}

struct Demand {
  std::vector<PublicKey> keys;
  std::vector<PublicKey> logs;
  signature::Identity identity;
};

Result<Demand> read_demand(const json::Value& value) {
  for (const char* other : {"fulcio", "pki"}) {
    if (value.find(other) != nullptr) return fail(concat(other, ": only keys are understood"));
  }
  Demand demand;
  TRY(add_keys(value, "keyPath", "keyData", demand.keys));
  TRY(add_keys(value, "rekorPublicKeyPath", "rekorPublicKeyData", demand.logs));
  if (demand.keys.empty()) return fail("no key is given");
  demand.identity = TRY(signature::Identity::parse(value.find("signedIdentity")));
  return demand;
}

// What is signed has to be about this image, under its name.
Result<void> check_claim(const std::string& payload, const char* type, const signature::Identity& identity,
                         const image::Reference& wanted, const image::Digest& digest) {
  const signature::Claim claim = TRY(signature::parse_claim(payload));
  if (claim.type != type) return fail("it is of type \"" + claim.type + "\"");
  if (claim.digest != digest) return fail("it is about " + claim.digest.text());
  if (!identity.matches(claim.reference, wanted)) return fail("it is about \"" + claim.reference + "\"");
  return {};
}

Result<void> check(const Signature& signature, const Demand& demand, const image::Reference& wanted,
                   const image::Digest& digest) {
  const auto key = std::find_if(demand.keys.begin(), demand.keys.end(), [&](const PublicKey& one) {
    return one.verifies(signature.payload, signature.signature);
  });
  // Nothing of the payload is looked at before.
  if (key == demand.keys.end()) return fail("it is not by a key that is trusted");
  if (!demand.logs.empty()) {
    if (signature.log_entry.empty()) return fail("it has no entry of the transparency log");
    Result<void> logged = fail("");
    for (const PublicKey& log : demand.logs) {
      logged = signature::check_log_entry(signature.log_entry, log, signature.payload, signature.signature, *key);
      if (logged) break;
    }
    TRY(std::move(logged));
  }
  return check_claim(signature.payload, signature::kCosignType, demand.identity, wanted, digest);
}

// One of them has to be good.
template <class Signatures, class Check>
Result<void> expect_one(const Signatures& signatures, const image::Reference& wanted, const Check& check_one) {
  if (signatures.empty()) return fail(concat(wanted.text(), ": a signature was required, but no signature exists"));
  std::vector<std::string> reasons;
  for (const auto& signature : signatures) {
    const Result<void> good = check_one(signature);
    if (good) return {};
    reasons.push_back(good.error().text());
  }
  return fail(concat(wanted.text(), ": none of its signatures was accepted: ", join(reasons, "; ")));
}

Result<void> check_sigstore(Repository& repository, const image::Reference& wanted, const image::Digest& digest,
                            const json::Value& value) {
  const Demand demand = TRY_STEP("policy.json: sigstoreSigned", read_demand(value));
  const std::vector<Signature> signatures = TRY(find_signatures(repository, digest));
  return expect_one(signatures, wanted, [&](const Signature& one) { return check(one, demand, wanted, digest); });
}

// signedBy: the keys as files, those in the policy itself in `folder`.
Result<std::vector<std::string>> key_files(const json::Value& demand, const TemporaryDir& folder) {
  std::vector<std::string> files;
  const json::Value* type = demand.find("keyType");
  if (type == nullptr || type->string() == nullptr || *type->string() != "GPGKeys")
    return fail("keyType: only GPGKeys are understood");
  if (const json::Value* path = demand.find("keyPath"); path != nullptr && path->string() != nullptr)
    files.push_back(*path->string());
  if (const json::Value* paths = demand.find("keyPaths"); paths != nullptr && paths->array() != nullptr) {
    for (const json::Value& one : *paths->array()) {
      if (one.string() != nullptr) files.push_back(*one.string());
    }
  }
  if (const json::Value* data = demand.find("keyData"); data != nullptr && data->string() != nullptr) {
    const std::optional<std::string> bytes = image::decode_base64(*data->string());
    if (!bytes) return fail("keyData: not base64");
    TRY(replace_file(folder.fd(), "key", *bytes, 0600, Durable::kNo));
    files.push_back(folder.path() + "/key");
  }
  if (files.empty()) return fail("no key is given");
  return files;
}

Result<void> check_openpgp(Repository& repository, const image::Reference& wanted, const image::Digest& digest,
                           const json::Value& value) {
  const TemporaryDir folder = TRY(TemporaryDir::make_in_tmp());
  process::Program program;
  program.args = {TRY(process::helper_path("openpgp"))};
  for (const std::string& file : TRY_STEP("policy.json: signedBy", key_files(value, folder)))
    program.args.push_back(file);
  const signature::Identity identity = TRY(signature::Identity::parse(value.find("signedIdentity")));
  const std::vector<std::string> signatures =
      TRY(lookaside_signatures(repository.session().transport(), wanted, digest));
  return expect_one(signatures, wanted, [&](const std::string& message) -> Result<void> {
    program.input = message;
    const process::Outcome outcome = TRY(process::run(program));
    if (outcome.status != 0) return fail(outcome.output.empty() ? "it could not be checked" : outcome.output);
    return check_claim(outcome.output, signature::kSimpleType, identity, wanted, digest);
  });
}

}  // namespace

Result<void> check_signatures(Repository& repository, const image::Reference& wanted, const image::Digest& digest,
                              const std::vector<const json::Value*>& demands) {
  for (const json::Value* demand : demands) {
    const bool openpgp = *demand->find("type")->string() == "signedBy";
    TRY(openpgp ? check_openpgp(repository, wanted, digest, *demand)
                : check_sigstore(repository, wanted, digest, *demand));
  }
  return {};
}

}  // namespace imagetool::registry
