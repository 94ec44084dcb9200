// Which tags a sync is about.
#include "imagetool/sync/select.h"

#include <gtest/gtest.h>

#include "imagetool/sync/file.h"
#include "imagetool/sync/semver.h"

namespace imagetool::sync {
namespace {

using Names = std::vector<std::string>;

// Versions with a comma between them, of which the range has these.
Names in_range(const std::string& range, const Names& versions) {
  const Result<Range> parsed = Range::parse(range);
  if (!parsed) return {parsed.error().text()};
  Names in;
  for (const std::string& version : versions) {
    if (parsed->contains(*parse_version(version))) in.push_back(version);
  }
  return in;
}

TEST(Semver, WhatIsAVersion) {
  for (const char* text : {"1.2.3", "v1.2.3", "1", "1.2", "1.2.3-rc.1", "1.2.3+build.5"})
    EXPECT_TRUE(parse_version(text)) << text;
  for (const char* text : {"", "latest", "1.2.3.4", "1.2.3-", "1.a", "v", "x"})
    EXPECT_FALSE(parse_version(text)) << text;
}

TEST(Semver, Precedence) {
  const Names rising = {"1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta",
                        "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
                        "1.0.0",        "1.0.1",         "1.2.0",
                        "1.10.0"};
  for (std::size_t i = 0; i + 1 < rising.size(); ++i) {
    EXPECT_LT(compare(*parse_version(rising[i]), *parse_version(rising[i + 1])), 0) << rising[i];
    EXPECT_GT(compare(*parse_version(rising[i + 1]), *parse_version(rising[i])), 0) << rising[i];
  }
  EXPECT_EQ(compare(*parse_version("1"), *parse_version("v1.0.0+x")), 0);
}

TEST(Semver, Ranges) {
  const Names all = {"0.2.3", "0.3.0", "1.2.2", "1.2.3", "1.2.9", "1.3.0", "2.0.0-rc.1", "2.0.0", "2.1.0"};
  EXPECT_EQ(in_range(">=1.2.3", all), (Names{"1.2.3", "1.2.9", "1.3.0", "2.0.0", "2.1.0"}));
  EXPECT_EQ(in_range(">= 1.2.3, < 2", all), (Names{"1.2.3", "1.2.9", "1.3.0"}));
  EXPECT_EQ(in_range("~1.2.3", all), (Names{"1.2.3", "1.2.9"}));
  EXPECT_EQ(in_range("^1.2.3", all), (Names{"1.2.3", "1.2.9", "1.3.0"}));
  EXPECT_EQ(in_range("^0.2", all), (Names{"0.2.3"}));
  EXPECT_EQ(in_range("1.2", all), (Names{"1.2.2", "1.2.3", "1.2.9"}));
  EXPECT_EQ(in_range("1.x", all), (Names{"1.2.2", "1.2.3", "1.2.9", "1.3.0"}));
  EXPECT_EQ(in_range("<=1.2", all), (Names{"0.2.3", "0.3.0", "1.2.2", "1.2.3", "1.2.9"}));
  EXPECT_EQ(in_range(">1.2", all), (Names{"1.3.0", "2.0.0", "2.1.0"}));
  EXPECT_EQ(in_range(">1.2.9", all), (Names{"1.3.0", "2.0.0", "2.1.0"}));
  EXPECT_EQ(in_range("1.2.3 || 2.1", all), (Names{"1.2.3", "2.1.0"}));
  EXPECT_EQ(in_range("!=1.2.3 1.2", all), (Names{"1.2.2", "1.2.9"}));
  EXPECT_EQ(in_range("*", all), (Names{"0.2.3", "0.3.0", "1.2.2", "1.2.3", "1.2.9", "1.3.0", "2.0.0", "2.1.0"}));
  // What comes before a release is only meant where it is named.
  EXPECT_EQ(in_range(">=2.0.0-rc.0", all), (Names{"2.0.0-rc.1", "2.0.0", "2.1.0"}));
  EXPECT_EQ(in_range(">=new", all), (Names{"\">=new\": expected a version"}));
  EXPECT_EQ(in_range("1.2 >", all), (Names{"\">\": a version is missing"}));
  EXPECT_EQ(in_range("=>1.2", all), (Names{"\"=>\" is no comparison"}));
}

TEST(SyncSelect, PatternsVersionsAndTheNewest) {
  const Names tags = {"latest", "3.9", "3.10", "3.10-slim", "4.0.0-rc1", "edge"};
  EXPECT_EQ(*select(tags, {}), tags);
  EXPECT_EQ(*select(tags, {{"3.*"}, {"*-slim"}, "", {}}), (Names{"3.9", "3.10"}));
  EXPECT_EQ(*select(tags, {{"regex:3\\.[0-9]+", "edge"}, {}, "", {}}), (Names{"3.9", "3.10", "edge"}));
  EXPECT_EQ(*select(tags, {{}, {}, ">=3.10", {}}), (Names{"3.10"}));
  EXPECT_EQ(*select(tags, {{}, {"*-*"}, "", 3}), (Names{"3.10", "3.9", "latest"}));
  EXPECT_FALSE(select(tags, {{"regex:("}, {}, "", {}}));
}

std::string error_of(const std::string& text) {
  const auto parsed = parse_file(text);
  return parsed ? "none" : parsed.error().text();
}

TEST(SyncFile, IsReadWhole) {
  const auto jobs = parse_file(
      "[[sync]]\nfrom = 'a.example/x'\nto = 'b.example/y'\ntags = ['1.*', 'latest']\n"
      "[[sync]]\nfrom = 'a.example'\nto = 'oci:dir'\nrepositories = {include = 'lib/*', exclude = ['lib/old']}\n"
      "tags = {semver = '>=1', newest = 2}\nplatforms = ['linux/arm64', 'linux/arm/v7']\nreferrers = true\n");
  ASSERT_TRUE(jobs) << jobs.error().text();
  ASSERT_EQ(jobs->size(), 2U);
  EXPECT_EQ((*jobs)[0].tags.include, (Names{"1.*", "latest"}));
  EXPECT_EQ((*jobs)[1].repositories.include, (Names{"lib/*"}));
  EXPECT_EQ((*jobs)[1].repositories.exclude, (Names{"lib/old"}));
  EXPECT_EQ((*jobs)[1].tags.newest, 2U);
  EXPECT_EQ((*jobs)[1].platforms[1].text(), "linux/arm/v7");
  EXPECT_TRUE((*jobs)[1].referrers);
}

TEST(SyncFile, WhatIsWrongIsNamed) {
  EXPECT_EQ(error_of(""), "nothing to do: no [[sync]]");
  EXPECT_EQ(error_of("[[sync]]\nfrom = 'x'\n"), "sync 1: from and to have to be said");
  EXPECT_EQ(error_of("[[sync]]\nfrom = 'x'\nto = 'y'\ntag = '1'\n"), "sync 1: tag: unknown");
  EXPECT_EQ(error_of("[[sync]]\nfrom = 1\nto = 'y'\n"), "sync 1: from: expected a text");
  EXPECT_EQ(error_of("[[sync]]\ntags = {newest = 0}\n"), "sync 1: tags: newest: expected a number above 0");
  EXPECT_EQ(error_of("sync = 1\n"), "sync: expected [[sync]]");
  EXPECT_EQ(error_of("other = 1\n"), "other: unknown");
  EXPECT_EQ(error_of("[[sync]\n").substr(0, 7), "line 1:");
}

}  // namespace
}  // namespace imagetool::sync
