#include "spec/image/digest.h"

#include <gtest/gtest.h>

namespace spec::image {
namespace {

constexpr const char* kEmpty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

TEST(Digest, ParsesRegisteredAlgorithms) {
  const Result<Digest> digest = Digest::parse(kEmpty);
  ASSERT_TRUE(digest);
  EXPECT_EQ(digest->text(), kEmpty);
  EXPECT_EQ(digest->algorithm(), Algorithm::kSha256);
  EXPECT_EQ(digest->hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_TRUE(Digest::parse("sha512:" + std::string(128, 'a')));
}

// CVE-2024-3727: an unchecked digest became a path.
TEST(Digest, RefusesWhatIsNotADigest) {
  const std::string hex(64, 'a');
  for (const std::string& text :
       {std::string(), std::string("sha256:"), "sha256:../../" + hex.substr(6), "sha256:" + std::string(64, 'A'),
        "sha256:" + hex + "a", "sha256:" + hex.substr(1), "SHA256:" + hex, "md5:" + hex, hex, ":" + hex,
        "sha256:" + hex.substr(1) + '\0', "sha256:" + hex + "\n", "sha256 :" + hex}) {
    EXPECT_FALSE(Digest::parse(text)) << text;
  }
  EXPECT_EQ(Digest::parse("sha256:../../x").error().message,
            "invalid digest \"sha256:../../x\": expected 64 hex digits, got 7");
  EXPECT_EQ(Digest::parse("sha256:\x1b[31m").error().message.find('\x1b'), std::string::npos);
}

TEST(Digest, IsComputedWhole) {
  EXPECT_EQ(digest_of("").text(), kEmpty);
  EXPECT_EQ(digest_of("abc").text(), "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest_of("abc", Algorithm::kSha512).text().substr(0, 20), "sha512:ddaf35a193617");
}

TEST(Digest, IsComputedInPieces) {
  Digester digester;
  digester.update("a");
  digester.update("bc");
  EXPECT_EQ(digester.finish(), digest_of("abc"));
}

}  // namespace
}  // namespace spec::image
