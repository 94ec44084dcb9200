#include "buildtool/dockerfile/lint.h"

#include <gtest/gtest.h>

#include "buildtool/dockerfile/parser.h"
#include "spec/base/text.h"

namespace buildtool::dockerfile {
namespace {

// "Rule:line" of every warning, in order.
std::string warnings(const std::string& text) {
  const Result<Dockerfile> file = parse(text);
  if (!file) return file.error().text();
  const Result<Lint> found = lint(*file);
  if (!found) return found.error().text();
  std::string out;
  for (const Warning& warning : found->warnings) {
    out += concat(out.empty() ? "" : " ", warning.rule, ":", warning.lines.first);
  }
  return out;
}

TEST(Lint, AGoodDockerfileHasNoWarnings) {
  EXPECT_EQ(warnings("FROM a AS b\nWORKDIR /x\nENV A=1\nCMD [\"a\"]\nEXPOSE 80/tcp\nWORKDIR y\n"), "");
}

TEST(Lint, Casing) {
  EXPECT_EQ(warnings("FROM a AS Foo\n"), "StageNameCasing:1");
  EXPECT_EQ(warnings("FROM a as b\n"), "FromAsCasing:1");
  EXPECT_EQ(warnings("FROM a\nRUN b\nrun c\n"), "ConsistentInstructionCasing:3");
  EXPECT_EQ(warnings("from a\nrun b\nCopy c d\n"), "ConsistentInstructionCasing:3");
  EXPECT_EQ(warnings("FROM a\nEXPOSE 80/TCP\n"), "ExposeProtoCasing:2");
}

TEST(Lint, Stages) {
  EXPECT_EQ(warnings("FROM a AS b\nFROM a AS b\n"), "DuplicateStageName:2");
  EXPECT_EQ(warnings("FROM a AS scratch\n"), "ReservedStageName:1");
  EXPECT_EQ(warnings("FROM --platform=$TARGETPLATFORM a\n"), "RedundantTargetPlatform:1");
  EXPECT_EQ(warnings("FROM --platform=linux/amd64 a\n"), "FromPlatformFlagConstDisallowed:1");
  EXPECT_EQ(warnings("FROM --platform=$BUILDPLATFORM a\n"), "");
}

TEST(Lint, Instructions) {
  EXPECT_EQ(warnings("FROM a\nCMD x\nENTRYPOINT y\n"), "JSONArgsRecommended:2 JSONArgsRecommended:3");
  EXPECT_EQ(warnings("FROM a\nSHELL [\"b\"]\nCMD x\n"), "");
  EXPECT_EQ(warnings("FROM a\nCMD [\"x\"]\nCMD [\"y\"]\nFROM b\nCMD [\"x\"]\n"), "MultipleInstructionsDisallowed:2");
  EXPECT_EQ(warnings("FROM a\nMAINTAINER x\n"), "MaintainerDeprecated:2");
  EXPECT_EQ(warnings("FROM a\nWORKDIR x\n"), "WorkdirRelativePath:2");
  EXPECT_EQ(warnings("FROM a\nENV A b\nLABEL c d\n"), "LegacyKeyValueFormat:2 LegacyKeyValueFormat:3");
}

TEST(Lint, SecretsByTheirNames) {
  EXPECT_EQ(warnings("FROM a\nENV DB_PASSWORD=1\nARG token\nENV PUBLIC_KEY=1 MONKEY=2\n"),
            "SecretsUsedInArgOrEnv:2 SecretsUsedInArgOrEnv:3");
}

TEST(Lint, TheDirectiveSkipsRulesAndMakesErrors) {
  EXPECT_EQ(warnings("# check=skip=StageNameCasing,FromAsCasing\nFROM a as B\nWORKDIR x\n"), "WorkdirRelativePath:3");
  EXPECT_EQ(warnings("# check=skip=all\nFROM a as B\n"), "");
  EXPECT_EQ(warnings("# check=what=1\nFROM a\n"), "invalid check option \"what=1\"");
  const Result<Dockerfile> file = parse("# check=skip=StageNameCasing;error=true\nFROM a\n");
  ASSERT_TRUE(file);
  EXPECT_TRUE(lint(*file)->is_error);
}

TEST(Lint, LinksAreDockersPages) {
  EXPECT_EQ((Warning{"JSONArgsRecommended", "", {}}.link()),
            "https://docs.docker.com/go/dockerfile/rule/json-args-recommended/");
  EXPECT_EQ((Warning{"FromPlatformFlagConstDisallowed", "", {}}.link()),
            "https://docs.docker.com/go/dockerfile/rule/from-platform-flag-const-disallowed/");
}

}  // namespace
}  // namespace buildtool::dockerfile
