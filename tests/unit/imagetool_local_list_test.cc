#include "imagetool/local/list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imagetool::local {
namespace {

using spec::layout::StoredImage;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

StoredImage an_image(const std::string& seed, const std::string& created, std::vector<std::string> names) {
  StoredImage image;
  image.names = std::move(names);
  image.target.digest = spec::image::digest_of("target " + seed);
  image.descriptor = image.target;
  image.manifest.config.digest = spec::image::digest_of("config " + seed);
  image.config.created = created;
  return image;
}

std::vector<std::string> names_of(const std::vector<Line>& lines) {
  std::vector<std::string> out;
  for (const Line& line : lines) out.push_back(line.repository + ":" + line.tag);
  return out;
}

const std::vector<StoredImage> kImages = {
    an_image("a", "2020-01-01T00:00:00Z", {"docker.io/library/centos:7", "quay.io/me/app:1"}),
    an_image("b", "2024-01-01T00:00:00Z", {}),
    an_image("c", "2022-01-01T00:00:00+01:00", {"v1", "docker.io/me/tool:latest"}),
};

std::vector<Line> list(const std::vector<StoredImage>& images, const std::vector<std::string>& patterns) {
  std::vector<Line> lines;
  for (const StoredImage& image : images) {
    for (Line& line : lines_of(image, patterns)) lines.push_back(std::move(line));
  }
  return newest_first(std::move(lines));
}

TEST(List, HasALineForEachNameTheNewestFirst) {
  EXPECT_THAT(names_of(list(kImages, {})),
              ElementsAre("<none>:<none>", "v1:<none>", "me/tool:latest", "centos:7", "quay.io/me/app:1"));
}

TEST(List, ADigestHasALineWhereNoTagOfItsRepositoryDoes) {
  const std::string by_digest = "@" + spec::image::digest_of("target a").text();
  const std::string both = "docker.io/library/centos";
  EXPECT_THAT(names_of(lines_of(an_image("a", "", {both + by_digest, both + ":7", "quay.io/me/app" + by_digest}), {})),
              ElementsAre("centos:7", "quay.io/me/app:<none>"));
}

TEST(List, IsFilteredAsDockerDoes) {
  EXPECT_THAT(names_of(list(kImages, {"centos"})), ElementsAre("centos:7"));
  EXPECT_THAT(names_of(list(kImages, {"docker.io/library/centos:7"})), ElementsAre("centos:7"));
  EXPECT_THAT(names_of(list(kImages, {"centos:8"})), IsEmpty());
  EXPECT_THAT(names_of(list(kImages, {"cent"})), IsEmpty());
  EXPECT_THAT(names_of(list(kImages, {"me/*"})), ElementsAre("me/tool:latest"));
  EXPECT_THAT(names_of(list(kImages, {"*"})), ElementsAre("<none>:<none>", "v1:<none>", "centos:7"))
      << "a star does not match a slash";
  EXPECT_THAT(names_of(list(kImages, {"v1"})), ElementsAre("v1:<none>"));
}

TEST(List, TableAndIds) {
  const std::vector<Line> lines = list(kImages, {"*o*"});
  EXPECT_THAT(*list_text(lines, {}), HasSubstr("REPOSITORY   TAG       IMAGE ID       CREATED"));
  ListStyle style;
  style.digests = true;
  EXPECT_THAT(*list_text(lines, style), HasSubstr(spec::image::digest_of("target a").text()));
  style.quiet = true;
  EXPECT_EQ(*list_text(list({kImages[0]}, {}), style), std::string(kImages[0].id().hex().substr(0, 12)) + "\n");
}

}  // namespace
}  // namespace imagetool::local
