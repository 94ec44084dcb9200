#include "imagetool/registry/repository.h"

#include "imagetool/registry/resolve.h"
#include "imagetool/registry/upload.h"
#include "spec/base/file.h"
#include "spec/base/temporary.h"
#include "spec/image/media_type.h"
#include "tests/unit/imagetool_fake_transport.h"

namespace imagetool::registry {
namespace {

namespace image = spec::image;

const std::string kBase = "https://r.example.com/v2/a/b";
const std::string kManifest =
    R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{},"layers":[]})";
const std::map<std::string, std::string> kOci = {{"content-type", std::string(image::kOciManifest)}};

class RepositoryTest : public testing::Test {
 protected:
  FakeTransport transport_;
  Repository repository_{
      transport_, {"r.example.com", "a/b", "r.example.com", false, false}, std::nullopt, Access::kPush};
  const std::string content_ = "0123456789";
  const image::Descriptor blob_ = [this] {
    image::Descriptor blob;
    blob.digest = image::digest_of(content_);
    blob.size = content_.size();
    return blob;
  }();
  const std::string blob_url_ = kBase + "/blobs/" + blob_.digest.text();
  TextSink sink_;

  std::string manifest_error(const std::string& reference = "1") {
    const Result<Document> document = repository_.get_manifest(reference);
    return document ? "no error" : document.error().text();
  }
};

TEST_F(RepositoryTest, ManifestIsVerified) {
  transport_.on("GET " + kBase + "/manifests/1", reply(200, kManifest, kOci));
  const Result<Document> document = repository_.get_manifest("1");
  ASSERT_TRUE(document) << document.error().text();
  EXPECT_EQ(document->text, kManifest);
  EXPECT_EQ(document->descriptor.digest, image::digest_of(kManifest));
  EXPECT_EQ(document->descriptor.size, kManifest.size());
  EXPECT_NE(transport_.sent(0, "Accept").find(image::kDockerIndex), std::string::npos);
}

TEST_F(RepositoryTest, ManifestOfAnotherDigestIsRefused) {
  const std::string other = image::digest_of("x").text();
  transport_.on("GET " + kBase + "/manifests/" + other, reply(200, kManifest, kOci));
  EXPECT_EQ(manifest_error(other), "r.example.com/a/b@" + other + ": digest: expected " + other +
                                       ", but what came is " + image::digest_of(kManifest).text());
  auto headers = kOci;
  headers["docker-content-digest"] = other;
  transport_.on("GET " + kBase + "/manifests/1", reply(200, kManifest, headers));
  EXPECT_NE(manifest_error().find("Docker-Content-Digest: expected"), std::string::npos);
}

TEST_F(RepositoryTest, ManifestOfTwoTypesIsRefused) {
  transport_.on("GET " + kBase + "/manifests/1",
                reply(200, kManifest, {{"content-type", std::string(image::kOciIndex)}}));
  EXPECT_NE(manifest_error().find("but it was sent as"), std::string::npos);
}

TEST_F(RepositoryTest, OldManifestsAreNamed) {
  transport_.on("GET " + kBase + "/manifests/1",
                reply(200, R"({"schemaVersion":1,"fsLayers":[]})",
                      {{"content-type", "application/vnd.docker.distribution.manifest.v1+prettyjws"}}));
  EXPECT_EQ(manifest_error(),
            "r.example.com/a/b:1: unsupported media type \"application/vnd.docker.distribution.manifest.v1+prettyjws\" "
            "(an image in Docker's format of before 2016: who has it, has to push it anew)");
}

TEST_F(RepositoryTest, BlobThatBreaksOffGoesOnWhereItEnded) {
  transport_.on("GET " + blob_url_, [](const Request&) {
    Response response = reply(200, "01234");
    response.broken = "connection reset";
    return response;
  });
  transport_.on("GET " + blob_url_, reply(206, "56789", {{"content-range", "bytes 5-9/10"}}));
  ASSERT_TRUE(repository_.get_blob(blob_, sink_));
  EXPECT_EQ(sink_.text, content_);
  EXPECT_EQ(transport_.sent(1, "Range"), "bytes=5-");
}

TEST_F(RepositoryTest, ServerWithoutRangesSendsAllAgain) {
  transport_.on("GET " + blob_url_, reply(200, "01234")).on("GET " + blob_url_, reply(200, content_));
  ASSERT_TRUE(repository_.get_blob(blob_, sink_));
  EXPECT_EQ(sink_.text, content_);
}

// I4: no more than the descriptor says, however much comes.
TEST_F(RepositoryTest, LongerBlobIsStopped) {
  transport_.on("GET " + blob_url_, reply(200, content_ + "x"));
  EXPECT_EQ(repository_.get_blob(blob_, sink_).error().text(),
            "r.example.com/a/b@" + blob_.digest.text() +
                ": the registry sends more than the 10 bytes that the manifest says");
  EXPECT_EQ(sink_.text, content_) << "nothing of what is too much";
}

TEST_F(RepositoryTest, BlobThatStaysShortIsAnError) {
  transport_.on("GET " + blob_url_, reply(200, "01234"));
  EXPECT_EQ(repository_.get_blob(blob_, sink_).error().text(),
            "r.example.com/a/b@" + blob_.digest.text() + ": ends after 5 of 10 bytes");
}

TEST_F(RepositoryTest, RangeThatStartsElsewhereIsAnError) {
  transport_.on("GET " + blob_url_, reply(200, "01"))
      .on("GET " + blob_url_, reply(206, "9", {{"content-range", "bytes 9-9/10"}}));
  EXPECT_NE(repository_.get_blob(blob_, sink_).error().text().find("starts beyond what was asked for"),
            std::string::npos);
}

class UploadTest : public RepositoryTest {
 protected:
  TemporaryDir folder_ = *TemporaryDir::make_in_tmp();
  Fd file_ = [this] {
    EXPECT_TRUE(replace_file(folder_.fd(), "blob", content_, 0600, Durable::kNo));
    return *open_at(folder_.fd(), "blob", O_RDONLY);
  }();
  const std::string uploads_ = kBase + "/blobs/uploads/";
  const std::string finish_ = "PUT https://r.example.com/up/1?s=1&digest=sha256%3A" + std::string(blob_.digest.hex());

  Result<Pushed> push(const std::string& from = "") { return push_blob(repository_, {blob_, file_, from, {}}); }
  static Response opened(const std::string& location) { return reply(202, "", {{"location", location}}); }
};

TEST_F(UploadTest, IsSentWholeToARelativeLocation) {
  transport_.on("POST " + uploads_, opened("/up/1?s=1")).on(finish_, reply(201));
  EXPECT_EQ(*push(), Pushed::kSent);
  EXPECT_EQ(transport_.requests.back().upload->size, 10U);
}

TEST_F(UploadTest, IsMountedWhereItCanBe) {
  const std::string mount = "POST " + uploads_ + "?mount=sha256%3A" + std::string(blob_.digest.hex()) + "&from=c%2Fd";
  transport_.on(mount, reply(201));
  EXPECT_EQ(*push("c/d"), Pushed::kMounted);
  EXPECT_EQ(transport_.lines.size(), 1U);
}

TEST_F(UploadTest, IsSentWhereTheMountIsRefused) {
  const std::string mount = "POST " + uploads_ + "?mount=sha256%3A" + std::string(blob_.digest.hex()) + "&from=c%2Fd";
  transport_.on(mount, reply(403)).on("POST " + uploads_, opened("https://r.example.com/up/1?s=1"));
  transport_.on(finish_, reply(201));
  EXPECT_EQ(*push("c/d"), Pushed::kSent);
}

TEST_F(UploadTest, GoesInChunksWhereWholeIsTooLarge) {
  transport_.on("POST " + uploads_, opened("/up/1?s=1"));
  transport_.on(finish_, reply(413)).on(finish_, reply(201));
  transport_.on("PATCH https://r.example.com/up/1?s=1", opened("/up/1?s=1"));
  EXPECT_EQ(*push(), Pushed::kSent);
  const std::size_t patch = transport_.lines.size() - 2;
  EXPECT_EQ(transport_.sent(patch, "Content-Range"), "0-9");
  EXPECT_FALSE(transport_.requests.back().upload);
}

TEST_F(UploadTest, BrokenChunkGoesOnWhereTheRegistryIs) {
  transport_.on("POST " + uploads_, opened("/up/1?s=1"));
  transport_.on(finish_, broken()).on(finish_, reply(201));
  const std::string patch = "PATCH https://r.example.com/up/1?s=1";
  transport_.on(patch, broken()).on(patch, opened("/up/1?s=1"));
  transport_.on("GET https://r.example.com/up/1?s=1", reply(204, "", {{"range", "0-3"}}));
  EXPECT_EQ(*push(), Pushed::kSent);
  const std::size_t second = transport_.lines.size() - 2;
  EXPECT_EQ(transport_.sent(second, "Content-Range"), "4-9");
  EXPECT_EQ(transport_.requests[second].upload->offset, 4U);
}

// I7: an upload's Location is no way into this machine.
TEST_F(UploadTest, LocationElsewhereIsChecked) {
  for (const char* location : {"http://r.example.com/up", "https://169.254.169.254/", "file:///tmp/x"}) {
    FakeTransport transport;
    Repository repository(transport, repository_.endpoint(), Credentials{"bob", "pw", ""}, Access::kPush);
    transport.on("POST " + uploads_, opened(location));
    EXPECT_FALSE(push_blob(repository, {blob_, file_, "", {}})) << location;
    EXPECT_EQ(transport.lines.size(), 1U) << location;
  }
}

Settings with_mirror() {
  Settings settings;
  settings.conf = *parse_registries_conf(
      "[[registry]]\nlocation = \"docker.io\"\n[[registry.mirror]]\nlocation = \"mirror.example\"", "conf");
  settings.auth = {"/nonexistent/config.json", {"/nonexistent/config.json"}};
  return settings;
}
const std::string kMirror = "GET https://mirror.example/v2/library/x/manifests/latest";
const std::string kHub = "GET https://registry-1.docker.io/v2/library/x/manifests/latest";

TEST(Resolve, MirrorIsAskedFirst) {
  FakeTransport transport;
  transport.on(kMirror, reply(200, kManifest, kOci));
  ASSERT_TRUE(resolve_manifest(transport, with_mirror(), *image::parse_reference("x"), {}));
  EXPECT_EQ(transport.lines, std::vector<std::string>{kMirror});
}

TEST(Resolve, OriginIsAskedWhereTheMirrorFails) {
  FakeTransport transport;
  transport.on(kMirror, reply(404)).on(kHub, reply(200, kManifest, kOci));
  const Result<Resolved> resolved = resolve_manifest(transport, with_mirror(), *image::parse_reference("x"), {});
  ASSERT_TRUE(resolved);
  EXPECT_EQ(resolved->repository->endpoint().host, "registry-1.docker.io");
}

TEST(Resolve, ErrorIsTheOriginsAndTellsOfTheMirror) {
  FakeTransport transport;
  transport.on(kMirror, reply(404)).on(kHub, reply(404));
  EXPECT_EQ(resolve_manifest(transport, with_mirror(), *image::parse_reference("x"), {}).error().text(),
            "docker.io/library/x:latest: not found (before that, mirror mirror.example: "
            "mirror.example/library/x:latest: not found)");
}

class MirrorTest : public testing::Test {
 protected:
  MirrorTest() {
    const std::string content = "0123456789";
    blob_.digest = image::digest_of(content);
    blob_.size = content.size();
    transport_.on(kMirror, reply(200, kManifest, kOci));
    mirror_blob_ = "GET https://mirror.example/v2/library/x/blobs/" + blob_.digest.text();
    hub_blob_ = "GET https://registry-1.docker.io/v2/library/x/blobs/" + blob_.digest.text();
  }

  Result<void> get_blob(Sink& sink) {
    const Resolved resolved =
        TRY(resolve_manifest(transport_, with_mirror(), *image::parse_reference("x"), image::Digest()));
    return resolved.repository->get_blob(blob_, sink);
  }

  FakeTransport transport_;
  image::Descriptor blob_;
  std::string mirror_blob_;
  std::string hub_blob_;
};

TEST_F(MirrorTest, BlobThatTheMirrorBreaksOffGoesOnAtTheOrigin) {
  TextSink sink;
  transport_.on(mirror_blob_, reply(200, "0123")).on(mirror_blob_, reply(404));
  transport_.on(hub_blob_, reply(206, "456789", {{"content-range", "bytes 4-9/10"}}));
  ASSERT_TRUE(get_blob(sink));
  EXPECT_EQ(sink.text, "0123456789");
  EXPECT_EQ(transport_.sent(transport_.requests.size() - 1, "Range"), "bytes=4-");
}

TEST_F(MirrorTest, BlobThatNobodyHasTellsOfBoth) {
  TextSink sink;
  transport_.on(mirror_blob_, reply(404)).on(hub_blob_, reply(404));
  const std::string error = get_blob(sink).error().text();
  EXPECT_TRUE(error.starts_with("docker.io/library/x@" + blob_.digest.text() + ": not found")) << error;
  EXPECT_NE(error.find("(before that, mirror mirror.example: "), std::string::npos) << error;
}

class FullDisk : public Sink {
 public:
  Result<void> write(std::string_view) override { return fail("No space left on device"); }
};

TEST_F(MirrorTest, WhatFailsHereIsNotAskedForElsewhere) {
  FullDisk sink;
  transport_.on(mirror_blob_, reply(200, "0123456789"));
  EXPECT_NE(get_blob(sink).error().text().find("No space left on device"), std::string::npos);
  EXPECT_EQ(transport_.lines.back(), mirror_blob_);
}

TEST(Resolve, KnownDigestMovesNothing) {
  FakeTransport transport;
  Settings settings;
  settings.auth = {"/nonexistent/config.json", {"/nonexistent/config.json"}};
  const image::Digest known = image::digest_of(kManifest);
  const std::string head = "HEAD https://registry-1.docker.io/v2/library/x/manifests/latest";
  transport.on(head, reply(200, "", {{"docker-content-digest", known.text()}}));
  const Result<Resolved> resolved = resolve_manifest(transport, settings, *image::parse_reference("x"), known);
  ASSERT_TRUE(resolved);
  EXPECT_FALSE(resolved->document);
  EXPECT_EQ(transport.lines, std::vector<std::string>{head});
}

}  // namespace
}  // namespace imagetool::registry
