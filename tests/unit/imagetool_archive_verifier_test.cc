// No byte more or less than the descriptor says, and no other.
#include <gtest/gtest.h>

#include "imagetool/archive/image_source.h"
#include "imagetool/archive/verifier.h"

namespace imagetool::archive {
namespace {

class Text : public Sink {
 public:
  Result<void> write(std::string_view data) override {
    text += data;
    return {};
  }
  std::string text;
};

spec::image::Descriptor descriptor_of(const std::string& text) {
  spec::image::Descriptor descriptor;
  descriptor.digest = spec::image::digest_of(text);
  descriptor.size = text.size();
  return descriptor;
}

std::string verify(const std::string& wanted, const std::vector<std::string>& pieces) {
  Text out;
  Verifier verifier(out, descriptor_of(wanted));
  for (const std::string& piece : pieces) {
    if (const auto written = verifier.write(piece); !written) return written.error().message;
  }
  const auto finished = verifier.finish();
  return finished ? out.text : finished.error().message;
}

TEST(Verifier, TheRightBytesPassHoweverTheyAreCut) {
  EXPECT_EQ(verify("hello", {"hello"}), "hello");
  EXPECT_EQ(verify("hello", {"", "hel", "l", "o"}), "hello");
  EXPECT_EQ(verify("", {}), "");
}

TEST(Verifier, MoreLessAndOthersFail) {
  EXPECT_NE(verify("hello", {"hello!"}).find("longer than the 5 bytes"), std::string::npos);
  EXPECT_NE(verify("hello", {"hell"}).find("ends after 4 of 5 bytes"), std::string::npos);
  EXPECT_NE(verify("hello", {"hellO"}).find("the content's digest is sha256:"), std::string::npos);
}

TEST(Documents, DigestSizeAndTypeAreLookedAt) {
  const std::string text =
      R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]})";
  EXPECT_EQ(new_document(text)->descriptor.digest, spec::image::digest_of(text));
  spec::image::Descriptor descriptor = descriptor_of(text);
  descriptor.media_type = "application/vnd.oci.image.index.v1+json";
  EXPECT_TRUE(verified_document(text, descriptor));
  EXPECT_FALSE(verified_document(text + " ", descriptor));
  descriptor.size = 1;
  EXPECT_FALSE(verified_document(text, descriptor));
  descriptor.size = text.size();
  // The same bytes are not valid as another type (CVE-2021-41190).
  descriptor.media_type = "application/vnd.oci.image.manifest.v1+json";
  EXPECT_FALSE(verified_document(text, descriptor));
  EXPECT_FALSE(new_document("{}"));
  EXPECT_FALSE(new_document(R"({"mediaType":"application/x"})"));
}

}  // namespace
}  // namespace imagetool::archive
