#include "imagetool/registry/referrers.h"

#include "imagetool/registry/catalogue.h"
#include "imagetool/registry/remote.h"
#include "spec/image/index.h"
#include "spec/image/media_type.h"
#include "tests/unit/imagetool_fake_transport.h"

namespace imagetool::registry {
namespace {

namespace image = spec::image;

const std::string kBase = "https://r.example.com/v2/a/b";
const image::Digest kSubject = image::digest_of("subject");

class ReferrersTest : public testing::Test {
 protected:
  FakeTransport transport_;
  Repository repository_{
      transport_, {"r.example.com", "a/b", "r.example.com", false, false}, std::nullopt, Access::kPush};

  static std::string index(const std::vector<std::pair<std::string, std::string>>& contents_and_types) {
    image::Index out;
    out.media_type = image::kOciIndex;
    for (const auto& [content, type] : contents_and_types) {
      image::Descriptor one;
      one.media_type = image::kOciManifest;
      one.digest = image::digest_of(content);
      one.size = content.size();
      one.artifact_type = type;
      out.manifests.push_back(std::move(one));
    }
    return image::write_index(out);
  }
  static Response page(const std::string& text, std::map<std::string, std::string> headers = {}) {
    headers["content-type"] = std::string(image::kOciIndex);
    return reply(200, text, std::move(headers));
  }
};

TEST_F(ReferrersTest, AreListedPageByPageAndFiltered) {
  const std::string url = kBase + "/referrers/" + kSubject.text() + "?artifactType=sig";
  transport_.on("GET " + url, page(index({{"1", "sig"}, {"2", "sbom"}}), {{"link", "</next>; rel=\"next\""}}));
  transport_.on("GET https://r.example.com/next", page(index({{"3", "sig"}})));
  const auto found = referrers(repository_, kSubject, "sig");
  ASSERT_TRUE(found) << found.error().text();
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ((*found)[1].digest, image::digest_of("3"));
}

TEST_F(ReferrersTest, WithoutTheApiTheTagIsRead) {
  transport_.on("GET " + kBase + "/referrers/" + kSubject.text(), reply(404));
  transport_.on("GET " + kBase + "/manifests/sha256-" + std::string(kSubject.hex()), page(index({{"1", "sig"}})));
  EXPECT_EQ(referrers(repository_, kSubject)->size(), 1U);
  FakeTransport none;
  Repository empty(none, {"r.example.com", "a/b", "r.example.com", false, false}, std::nullopt, Access::kPull);
  none.on("GET " + kBase + "/referrers/" + kSubject.text(), reply(404));
  none.on("GET " + kBase + "/manifests/sha256-" + std::string(kSubject.hex()), reply(404));
  EXPECT_TRUE(referrers(empty, kSubject)->empty());
}

TEST_F(ReferrersTest, WhatTheRegistryDoesNotNoteIsAddedToTheTag) {
  Document document;
  document.text = R"({"schemaVersion":2,"mediaType":")" + std::string(image::kOciManifest) +
                  R"(","artifactType":"sig","config":{"mediaType":")" + std::string(image::kOciEmpty) +
                  R"(","digest":")" + image::digest_of("{}").text() +
                  R"(","size":2},"layers":[],"subject":{"mediaType":")" + std::string(image::kOciManifest) +
                  R"(","digest":")" + kSubject.text() + R"(","size":7}})";
  document.descriptor.media_type = image::kOciManifest;
  document.descriptor.digest = image::digest_of(document.text);
  document.descriptor.size = document.text.size();
  const std::string tag = kBase + "/manifests/sha256-" + std::string(kSubject.hex());
  transport_.on("GET " + tag, page(index({{"1", "sbom"}})));
  transport_.on("PUT " + tag, reply(201));
  const Result<void> added = add_referrer(repository_, document);
  ASSERT_TRUE(added) << added.error().text();
  const image::Index now = *image::parse_index(transport_.requests.back().body);
  ASSERT_EQ(now.manifests.size(), 2U);
  EXPECT_EQ(now.manifests[1].digest, document.descriptor.digest);
  EXPECT_EQ(now.manifests[1].artifact_type, "sig");
}

TEST_F(ReferrersTest, TagsFollowLinks) {
  transport_.on("GET " + kBase + "/tags/list?n=1000",
                reply(200, R"({"tags":["1","2"]})", {{"link", "</v2/a/b/tags/list?n=2&last=2>; rel=\"next\""}}));
  transport_.on("GET " + kBase + "/tags/list?n=2&last=2", reply(200, R"({"tags":["3"]})"));
  EXPECT_EQ(*list_tags(repository_), (std::vector<std::string>{"1", "2", "3"}));
}

// I7: a Link is no way into this machine, and carries no credentials elsewhere.
TEST_F(ReferrersTest, LinkElsewhereIsChecked) {
  transport_.on("GET " + kBase + "/tags/list?n=1000",
                reply(200, R"({"tags":["1"]})", {{"link", "<https://169.254.169.254/x>; rel=\"next\""}}));
  EXPECT_NE(list_tags(repository_).error().text().find("refused"), std::string::npos);
  EXPECT_EQ(transport_.lines.size(), 1U);
}

TEST_F(ReferrersTest, NamesForATerminalOnly) {
  transport_.on("GET " + kBase + "/tags/list?n=1000", reply(200, R"({"tags":["\u001b[2J"]})"));
  EXPECT_EQ(list_tags(repository_).error().text(), "https://r.example.com:443: tags: holds what is no name");
}

}  // namespace
}  // namespace imagetool::registry
