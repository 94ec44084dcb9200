// Where an image is, as skopeo's transports say it.
#include <gtest/gtest.h>

#include "imagetool/archive/place.h"

namespace imagetool::archive {
namespace {

using Kind = Place::Kind;

void expect_place(const char* text, Kind kind, const char* path, const char* reference) {
  const Result<Place> place = parse_place(text);
  ASSERT_TRUE(place) << text << ": " << place.error().text();
  EXPECT_EQ(place->kind, kind) << text;
  EXPECT_EQ(place->path, path) << text;
  EXPECT_EQ(place->reference, reference) << text;
}

TEST(Place, TransportsAreSkopeos) {
  expect_place("docker://host:5000/x:1", Kind::kRegistry, "", "host:5000/x:1");
  expect_place("oci:dir", Kind::kOci, "dir", "");
  expect_place("oci:/a/dir:ref:1", Kind::kOci, "/a/dir", "ref:1");
  expect_place("oci-archive:a.tar:ref", Kind::kOciArchive, "a.tar", "ref");
  expect_place("docker-archive:a.tar:host:5000/x:1", Kind::kDockerArchive, "a.tar", "host:5000/x:1");
  expect_place("docker-archive:a.tar:@1", Kind::kDockerArchive, "a.tar", "@1");
  expect_place("dir:a:b", Kind::kDir, "a:b", "");
}

TEST(Place, AnythingElseIsANameInTheStore) {
  expect_place("busybox", Kind::kStore, "", "busybox");
  expect_place("localhost:5000/x:1", Kind::kStore, "", "localhost:5000/x:1");
  expect_place("sha256:2c26", Kind::kStore, "", "sha256:2c26");
}

TEST(Place, OtherEnginesStoresAreErrors) {
  for (const char* text : {"containers-storage:x", "docker-daemon:x:1", "ostree:x", "atomic:x", "tarball:x", "sif:x"}) {
    const Result<Place> place = parse_place(text);
    ASSERT_FALSE(place) << text;
    EXPECT_NE(place.error().text().find("is another engine's own"), std::string::npos);
  }
}

}  // namespace
}  // namespace imagetool::archive
