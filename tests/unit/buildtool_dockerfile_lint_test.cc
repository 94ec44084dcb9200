#include "buildtool/dockerfile/lint.h"

#include <gtest/gtest.h>

#include "buildtool/dockerfile/parser.h"
#include "spec/base/text.h"

namespace buildtool::dockerfile {
namespace {

// "Rule:line" of every warning, in order.
std::string warnings(const std::string& text, const LintInput& input = {}) {
  const Result<Dockerfile> file = parse(text);
  if (!file) return file.error().text();
  const Result<Lint> found = lint(*file, input);
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
  EXPECT_EQ(warnings("arg x\nFROM a\n"), "");
  EXPECT_EQ(warnings("From a as b\n"), "ConsistentInstructionCasing:1");
}

TEST(Lint, Stages) {
  EXPECT_EQ(warnings("FROM a AS b\nFROM a AS b\n"), "DuplicateStageName:2");
  EXPECT_EQ(warnings("FROM a AS scratch\n"), "ReservedStageName:1");
  EXPECT_EQ(warnings("FROM --platform=$TARGETPLATFORM a\n"), "RedundantTargetPlatform:1");
  EXPECT_EQ(warnings("FROM --platform=linux/amd64 a\n"), "FromPlatformFlagConstDisallowed:1");
  EXPECT_EQ(warnings("FROM --platform=$BUILDPLATFORM a\n"), "");
  EXPECT_EQ(warnings("FROM --platform=linux/arm64 a AS for-arm64\n"), "");
}

TEST(Lint, Instructions) {
  EXPECT_EQ(warnings("FROM a\nCMD x\nENTRYPOINT y\n"), "JSONArgsRecommended:2 JSONArgsRecommended:3");
  EXPECT_EQ(warnings("FROM a\nSHELL [\"b\"]\nCMD x\n"), "");
  EXPECT_EQ(warnings("FROM a\nCMD [\"x\"]\nCMD [\"y\"]\nFROM b\nCMD [\"x\"]\n"), "MultipleInstructionsDisallowed:2");
  EXPECT_EQ(warnings("FROM a\nMAINTAINER x\n"), "MaintainerDeprecated:2");
  EXPECT_EQ(warnings("FROM a\nWORKDIR x\nWORKDIR y\n"), "WorkdirRelativePath:2");
  EXPECT_EQ(warnings("FROM a\nEXPOSE 80:8080 127.0.0.1:1:1 $x\n"), "ExposeInvalidFormat:2 ExposeInvalidFormat:2");
  EXPECT_EQ(warnings("FROM a\nRUN b \\\n\n  c\nRUN d \\\n# e\n  f\n"), "NoEmptyContinuation:4");
  EXPECT_EQ(warnings("FROM a\nENV A b\nLABEL c d\n"), "LegacyKeyValueFormat:2 LegacyKeyValueFormat:3");
}

TEST(Lint, SecretsByTheirNames) {
  EXPECT_EQ(warnings("FROM a\nENV DB_PASSWORD=1\nARG token\nENV PUBLIC_KEY=1 MONKEY=2\n"),
            "SecretsUsedInArgOrEnv:2 SecretsUsedInArgOrEnv:3");
}

LintInput input_with(std::vector<BaseFacts> bases) {
  LintInput input;
  input.base = [bases](std::size_t stage) {
    return stage < bases.size() ? std::optional<BaseFacts>(bases[stage]) : std::nullopt;
  };
  return input;
}

TEST(Lint, VariablesThatNobodySets) {
  const std::string text = "FROM a AS b\nARG x\nENV y=1\nCOPY $x $y $PATH $z /\nFROM b\nLABEL v=$y$w\nENV w=$HOMES\n";
  const LintInput known = input_with({{-1, {"HOME"}, false, "", ""}, {0, {}, false, "", ""}});
  EXPECT_EQ(warnings(text, known), "UndefinedVar:4 UndefinedVar:6 UndefinedVar:7");
  // Of a base that is not here nothing can be said.
  EXPECT_EQ(warnings(text), "");
  const Result<Dockerfile> file = parse(text);
  ASSERT_TRUE(file);
  const Result<Lint> found = lint(*file, known);
  ASSERT_TRUE(found && found->warnings.size() == 3);
  EXPECT_EQ(found->warnings[2].detail, "Usage of undefined variable '$HOMES' (did you mean $HOME?)");
}

TEST(Lint, VariablesOfMountsHeredocsAndDefaults) {
  const LintInput scratch = input_with({{}});
  EXPECT_EQ(warnings("FROM a\nRUN --mount=type=cache,target=/$t true $u\n", scratch), "UndefinedVar:2");
  EXPECT_EQ(warnings("FROM a\nCOPY <<E <<'F' /\n$t\nE\n$u\nF\n", scratch), "UndefinedVar:2");
  EXPECT_EQ(warnings("FROM a\nARG a=$b c=$a\nENV d=${c:-$e}\n", scratch), "UndefinedVar:2 UndefinedVar:3");
  LintInput given = input_with({{}});
  given.given = {"a"};
  EXPECT_EQ(warnings("FROM a\nARG a=$b\n", given), "");
}

TEST(Lint, WhatFromIsMadeOf) {
  LintInput input;
  input.global_names = {"TARGETARCH", "version", "empty"};
  input.defaults = [](std::string_view name) -> std::optional<std::string> {
    if (name == "version") return "1";
    return std::nullopt;
  };
  EXPECT_EQ(warnings("ARG version=1\nARG empty\nFROM a:$version\n", input), "");
  EXPECT_EQ(warnings("ARG version=1\nARG empty\nFROM a:$empty\n", input), "InvalidDefaultArgInFrom:3");
  EXPECT_EQ(warnings("FROM a:${ver:-1}\n", input), "UndefinedArgInFrom:1");
  EXPECT_EQ(warnings("FROM --platform=$TARGETARC a\n", input), "UndefinedArgInFrom:1");
}

TEST(Lint, FilesThatAreIgnored) {
  LintInput input;
  input.ignored = [](std::string_view path) { return path == "x"; };
  EXPECT_EQ(warnings("FROM a\nCOPY x y /\nADD x /\nCOPY --from=b x /\nCOPY $x /\n", input),
            "CopyIgnoredFile:2 CopyIgnoredFile:3");
}

TEST(Lint, BasesOfAnotherPlatformAndWithAShell) {
  const LintInput other = input_with({{-1, {}, true, "linux/arm64", "linux/amd64"}, {0, {}, false, "", ""}});
  EXPECT_EQ(warnings("FROM a AS b\nCMD x\nFROM b\nCMD y\n", other), "InvalidBaseImagePlatform:1");
}

TEST(Lint, DescriptionsOnlyWhereTheyAreAskedFor) {
  const std::string text = "# what it is\nARG x\n# y is this\nARG y\n# base\n\nFROM a AS b\n# no\nARG z w\n";
  EXPECT_EQ(warnings(text), "");
  EXPECT_EQ(warnings("# check=experimental=all\n" + text),
            "InvalidDefinitionDescription:3 InvalidDefinitionDescription:10");
}

TEST(Lint, ACommentAboveAnInstructionSkipsRulesOfItAlone) {
  EXPECT_EQ(warnings("FROM a\n# check=skip=JSONArgsRecommended\nCMD x\nENTRYPOINT y\n"), "JSONArgsRecommended:4");
  EXPECT_EQ(warnings("FROM a\n# check=skip=all because\nCMD x\n# check=what=1\nENTRYPOINT y\n"),
            "JSONArgsRecommended:5");
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
  EXPECT_EQ((Warning{"InvalidBaseImagePlatform", "", {}}.link()), "");
  EXPECT_EQ((Warning{"FromPlatformFlagConstDisallowed", "", {}}.link()),
            "https://docs.docker.com/go/dockerfile/rule/from-platform-flag-const-disallowed/");
}

}  // namespace
}  // namespace buildtool::dockerfile
