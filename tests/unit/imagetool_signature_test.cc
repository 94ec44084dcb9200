// Signatures: keys, what is signed, whose name it is, the transparency log's word.
#include <gtest/gtest.h>

#include "imagetool/signature/claim.h"
#include "imagetool/signature/identity.h"
#include "imagetool/signature/key.h"
#include "imagetool/signature/rekor.h"
#include "spec/base/text.h"
#include "spec/image/base64.h"
#include "spec/json/text.h"

namespace imagetool::signature {
namespace {

// Made for this test.
constexpr const char* kSecret =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgS+cfziU4hyscYJCu\n"
    "pH28vFYKmBRIa/FkmHv6HG9fmkyhRANCAATvbCpc3Bm2SPanP0oh2hs4IisAvPlg\n"
    "kHFea2Z9/g7dlA48nhHclOtphJ8M+BW9XLkec6AwcW0gzn+wA5d0MZ9X\n"
    "-----END PRIVATE KEY-----\n";
constexpr const char* kPublic =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE72wqXNwZtkj2pz9KIdobOCIrALz5\n"
    "YJBxXmtmff4O3ZQOPJ4R3JTraYSfDPgVvVy5HnOgMHFtIM5/sAOXdDGfVw==\n"
    "-----END PUBLIC KEY-----\n";
constexpr const char* kOtherSecret =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIOrnX1dSO/x94BOmraeHC3/0pMXXA5FDjjGQHIIzCxd1\n"
    "-----END PRIVATE KEY-----\n";
constexpr const char* kOtherPublic =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAmwdNI6YGgGlK9wtav/fI90+12xEse7OTWT1KjxJHL2M=\n"
    "-----END PUBLIC KEY-----\n";

PrivateKey secret() { return *PrivateKey::parse(kSecret, ""); }
PublicKey trusted() { return *PublicKey::parse(kPublic); }

TEST(Signature, IsOfItsDataAndItsKey) {
  const std::string signature = *secret().sign("data");
  EXPECT_TRUE(trusted().verifies("data", signature));
  EXPECT_FALSE(trusted().verifies("date", signature));
  EXPECT_FALSE(trusted().verifies("data", signature.substr(1)));
  EXPECT_FALSE(PublicKey::parse(kOtherPublic)->verifies("data", signature));
  // Ed25519.
  const std::string other = *PrivateKey::parse(kOtherSecret, "")->sign("data");
  EXPECT_TRUE(PublicKey::parse(kOtherPublic)->verifies("data", other));
}

TEST(Signature, KeysThatAreNone) {
  EXPECT_EQ(PublicKey::parse(kSecret).error().text(), "not a public key in PEM");
  EXPECT_EQ(PrivateKey::parse("x", "").error().text(), "not a private key in PEM, or another passphrase's");
  EXPECT_FALSE(PrivateKey::parse("-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----", ""));
}

const std::string kDigest = "sha256:" + std::string(64, 'a');

TEST(Claim, IsReadAsItIsWritten) {
  const Claim claim = {kCosignType, *spec::image::Digest::parse(kDigest), "example.com/x:1"};
  const Result<Claim> read = parse_claim(write_claim(claim));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->type, claim.type);
  EXPECT_EQ(read->digest, claim.digest);
  EXPECT_EQ(read->reference, claim.reference);
}

TEST(Claim, WhatCountsAndIsNotKnownIsAnError) {
  std::string text = write_claim({kCosignType, *spec::image::Digest::parse(kDigest), "x"});
  text.replace(text.find("{\"identity\""), 1, "{\"more\":1,");
  EXPECT_EQ(parse_claim(text).error().text(), "critical: other members than type, image, identity");
  EXPECT_FALSE(parse_claim("{}"));
  EXPECT_FALSE(parse_claim("nonsense"));
}

bool matches(const std::string& identity, const std::string& signed_name, const std::string& wanted) {
  const auto value = spec::json::parse(identity);
  return Identity::parse(value ? &*value : nullptr)->matches(signed_name, *spec::image::parse_reference(wanted));
}

TEST(Identity, TheNameIsTheOneThatIsWanted) {
  const std::string at = "@" + kDigest;
  EXPECT_TRUE(matches("", "e.com/x:1", "e.com/x:1"));
  EXPECT_FALSE(matches("", "e.com/x:2", "e.com/x:1"));
  EXPECT_FALSE(matches("", "e.com/x", "e.com/x:1"));
  EXPECT_TRUE(matches("", "e.com/x:2", "e.com/x" + at));
  EXPECT_FALSE(matches("", "e.com/y:1", "e.com/x" + at));
  EXPECT_FALSE(matches(R"({"type":"matchExact"})", "e.com/x:2", "e.com/x" + at));
  EXPECT_TRUE(matches(R"({"type":"matchRepository"})", "e.com/x", "e.com/x:1"));
  EXPECT_FALSE(matches(R"({"type":"matchRepository"})", "e.com/y", "e.com/x:1"));
  EXPECT_TRUE(matches(R"({"type":"exactReference","dockerReference":"o.com/x:1"})", "o.com/x:1", "e.com/x:9"));
  EXPECT_FALSE(matches(R"({"type":"exactReference","dockerReference":"o.com/x:1"})", "e.com/x:9", "e.com/x:9"));
  EXPECT_TRUE(matches(R"({"type":"exactRepository","dockerRepository":"o.com/x"})", "o.com/x:7", "e.com/x:9"));
  const std::string remap = R"({"type":"remapIdentity","prefix":"mirror.com/v","signedPrefix":"v.com"})";
  EXPECT_TRUE(matches(remap, "v.com/x:1", "mirror.com/v/x:1"));
  EXPECT_FALSE(matches(remap, "mirror.com/v/x:1", "mirror.com/v/x:1"));
  EXPECT_TRUE(matches(remap, "mirror.com/vx:1", "mirror.com/vx:1"));
}

TEST(Identity, WhatIsNotKnownIsAnError) {
  const auto value = spec::json::parse(R"({"type":"anything"})");
  EXPECT_FALSE(Identity::parse(&*value));
  const auto lacking = spec::json::parse(R"({"type":"exactReference"})");
  EXPECT_FALSE(Identity::parse(&*lacking));
}

// cosign's annotation for these; the log has signed `body`.
std::string log_entry(const std::string& payload, const std::string& signature, const std::string& key) {
  using spec::image::encode_base64;
  const std::string body =
      concat(R"({"apiVersion":"0.0.1","kind":"hashedrekord","spec":{"data":{"hash":{"algorithm":"sha256","value":")",
             spec::image::digest_of(payload).hex(), R"("}},"signature":{"content":")", encode_base64(signature),
             R"(","publicKey":{"content":")", encode_base64(key), R"("}}}})");
  const std::string signed_part =
      concat(R"({"body":")", encode_base64(body), R"(","integratedTime":1700000000,"logID":"abc","logIndex":7})");
  const std::string promise = *PrivateKey::parse(kOtherSecret, "")->sign(signed_part);
  return concat(R"({"SignedEntryTimestamp":")", encode_base64(promise), R"(","Payload":)", signed_part, "}");
}

std::string log_error(const std::string& entry, const std::string& payload, const std::string& signature) {
  const Result<void> good = check_log_entry(entry, *PublicKey::parse(kOtherPublic), payload, signature, trusted());
  return good ? "none" : good.error().text();
}

TEST(Rekor, TheEntryIsTheLogsAndAboutThisSignature) {
  const std::string signature = *secret().sign("payload");
  const std::string entry = log_entry("payload", signature, kPublic);
  EXPECT_EQ(log_error(entry, "payload", signature), "none");
  EXPECT_EQ(log_error(entry, "other", signature), "the transparency log's entry is about another payload");
  EXPECT_EQ(log_error(entry, "payload", "other"), "the transparency log's entry is about another signature");
  EXPECT_EQ(log_error(log_entry("payload", signature, kOtherPublic), "payload", signature),
            "the transparency log's entry is about another key");
  std::string later = entry;
  later.replace(later.find("1700000000"), 10, "1800000000");
  EXPECT_EQ(log_error(later, "payload", signature), "the transparency log has not signed its entry");
  EXPECT_NE(log_error("{}", "payload", signature), "none");
}

}  // namespace
}  // namespace imagetool::signature
