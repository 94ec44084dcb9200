#include <gtest/gtest.h>

#include "imagetool/local/image_filter.h"
#include "spec/base/timestamp.h"

namespace imagetool::local {
namespace {

using Verb = ImageFilter::Verb;

spec::layout::StoredImage an_image(const std::string& created, std::vector<std::string> names,
                                   std::map<std::string, std::string> labels = {}) {
  spec::layout::StoredImage image;
  image.names = std::move(names);
  image.config.created = created;
  image.config.config.labels = std::move(labels);
  return image;
}

bool matches(const std::vector<std::string>& conditions, const spec::layout::StoredImage& image,
             Verb verb = Verb::kPrune) {
  ImageFilter filter;
  for (const std::string& condition : conditions) {
    const Result<void> added = filter.add(condition, verb);
    EXPECT_TRUE(added) << added.error().text();
  }
  return filter.matches(image);
}

std::string refused(const std::string& condition, Verb verb) {
  ImageFilter filter;
  const Result<void> added = filter.add(condition, verb);
  return added ? "" : added.error().text();
}

TEST(ImageFilter, DanglingIsWithoutAName) {
  EXPECT_TRUE(matches({"dangling=true"}, an_image("", {}), Verb::kImages));
  EXPECT_FALSE(matches({"dangling=1"}, an_image("", {"a"}), Verb::kImages));
  EXPECT_TRUE(matches({"dangling=false"}, an_image("", {"a"}), Verb::kImages));
  EXPECT_FALSE(matches({"dangling=0"}, an_image("", {}), Verb::kImages));
}

TEST(ImageFilter, AllLabelsHaveToMatch) {
  const auto image = an_image("", {}, {{"a", "1"}, {"b", ""}});
  EXPECT_TRUE(matches({"label=a", "label=a=1", "label=b="}, image));
  EXPECT_FALSE(matches({"label=a", "label=c"}, image));
  EXPECT_FALSE(matches({"label=a=2"}, image));
  EXPECT_TRUE(matches({"label!=c", "label!=a=2"}, image));
  EXPECT_FALSE(matches({"label!=a"}, image));
}

TEST(ImageFilter, UntilTakesTimesAgesAndSeconds) {
  const auto old = an_image("2020-05-01T00:00:00Z", {});
  const auto fresh = an_image(format_time(now()), {});
  for (const char* until :
       {"until=2020-05-01T00:00:01Z", "until=2020-06-01", "until=24h", "until=1h30m", "until=1600000000"}) {
    EXPECT_TRUE(matches({until}, old)) << until;
    EXPECT_FALSE(matches({until}, fresh)) << until;
  }
  EXPECT_FALSE(matches({"until=2020-05-01T00:00:00Z"}, old)) << "not at that very time";
}

TEST(ImageFilter, WhatTheVerbDoesNotHaveIsRefused) {
  EXPECT_EQ(refused("size=3", Verb::kImages), "invalid filter 'size'");
  EXPECT_EQ(refused("label!=a", Verb::kImages), "invalid filter 'label!'");
  EXPECT_EQ(refused("reference=a", Verb::kPrune), "invalid filter 'reference'");
  EXPECT_EQ(refused("dangling=maybe", Verb::kPrune), "invalid filter 'dangling=maybe'");
  EXPECT_EQ(refused("dangling", Verb::kPrune),
            "invalid argument \"dangling\" for \"--filter\": bad format of filter (expected name=value)");
  EXPECT_NE(refused("until=soon", Verb::kPrune).find("invalid filter 'until=soon'"), std::string::npos);
  EXPECT_NE(refused("until=", Verb::kPrune), "");
}

}  // namespace
}  // namespace imagetool::local
