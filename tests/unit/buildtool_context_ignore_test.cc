#include "buildtool/context/ignore.h"

#include <gtest/gtest.h>

#include "buildtool/context/clean_path.h"
#include "buildtool/context/wildcard.h"

namespace buildtool::context {
namespace {

bool ignores(std::string_view file, std::string_view path) {
  const Result<Ignore> ignore = Ignore::parse(file);
  EXPECT_TRUE(ignore) << ignore.error().text();
  return ignore && ignore->matches(path);
}

bool glob(std::string_view pattern, std::string_view path) {
  const Result<Wildcard> wildcard = Wildcard::compile(pattern, Wildcard::DoubleStar::kPlain);
  EXPECT_TRUE(wildcard) << pattern;
  return wildcard && wildcard->matches(path);
}

TEST(CleanPath, IsTheShortestEqualPath) {
  EXPECT_EQ(clean_path(""), ".");
  EXPECT_EQ(clean_path("a//b/./c/"), "a/b/c");
  EXPECT_EQ(clean_path("a/../b"), "b");
  EXPECT_EQ(clean_path("../../a"), "../../a");
  EXPECT_EQ(clean_path("/../a/.."), "/");
  EXPECT_EQ(clean_path("a/.."), ".");
}

TEST(Glob, StarsAndQuestionMarksStayInAComponent) {
  EXPECT_TRUE(glob("*.c", "a.c"));
  EXPECT_TRUE(glob("*", ".hidden"));
  EXPECT_FALSE(glob("*", "a/b"));
  EXPECT_TRUE(glob("a/*/c", "a/b/c"));
  EXPECT_FALSE(glob("a?b", "a/b"));
  EXPECT_TRUE(glob("a**b", "axxb"));
  EXPECT_TRUE(glob("?", "\xE2\x98\x83"));
}

TEST(Glob, ClassesAndEscapes) {
  EXPECT_TRUE(glob("[a-c]x[^0-9]", "bxy"));
  EXPECT_FALSE(glob("[a-c]x[^0-9]", "bx7"));
  EXPECT_TRUE(glob("\\*\\[", "*["));
  EXPECT_FALSE(glob("\\*", "a"));
  EXPECT_TRUE(glob("[\\]\\-]", "-"));
}

TEST(Glob, MalformedPatternsAreErrors) {
  for (const std::string pattern : {"[", "[]", "[a", "[a-", "[a-]", "[-a]", "[^]", "a\\", "[\\"}) {
    EXPECT_FALSE(Wildcard::compile(pattern, Wildcard::DoubleStar::kPlain)) << pattern;
    EXPECT_FALSE(Ignore::parse("ok\n" + pattern)) << pattern;
  }
}

TEST(Glob, ManyStarsTakeNoTime) {
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "*a";
  EXPECT_FALSE(glob(pattern + "b", std::string(1000, 'a')));
}

TEST(Glob, FindsOutWhereAWildcardIs) {
  EXPECT_TRUE(has_wildcard("a*"));
  EXPECT_TRUE(has_wildcard("[a]"));
  EXPECT_FALSE(has_wildcard("a\\*"));
  EXPECT_FALSE(has_wildcard("a]"));
}

TEST(Ignore, WhatMatchesAFolderMatchesAllInIt) {
  EXPECT_TRUE(ignores("build", "build"));
  EXPECT_TRUE(ignores("build", "build/a/b"));
  EXPECT_FALSE(ignores("build", "src/build"));
  EXPECT_FALSE(ignores("build", "build2"));
  EXPECT_TRUE(ignores("*/temp*", "a/temporary/x"));
  EXPECT_FALSE(ignores("*/temp*", "a/b/temp"));
}

TEST(Ignore, SlashesAtEitherEndDoNotCount) {
  EXPECT_TRUE(ignores("/build/", "build/x"));
  EXPECT_TRUE(ignores("./a//b/", "a/b"));
  EXPECT_TRUE(ignores("a/../b", "b"));
}

TEST(Ignore, TwoStarsCrossFolders) {
  EXPECT_TRUE(ignores("**/*.o", "x.o"));
  EXPECT_TRUE(ignores("**/*.o", "a/b/x.o"));
  EXPECT_TRUE(ignores("**/node_modules", "a/b/node_modules/c"));
  EXPECT_FALSE(ignores("**/node_modules", "a/my_node_modules"));
  EXPECT_TRUE(ignores("a/**", "a/b/c"));
  EXPECT_FALSE(ignores("a/**", "a"));
  EXPECT_TRUE(ignores("a/**/z", "a/z"));
  EXPECT_TRUE(ignores("a/**/z", "a/b/c/z"));
  EXPECT_FALSE(ignores("a/**/z", "a/bz"));
  EXPECT_TRUE(ignores("**.log", "a/b.log"));
  EXPECT_TRUE(ignores("**", "anything/at/all"));
}

TEST(Ignore, TheLastPatternThatMatchesDecides) {
  EXPECT_FALSE(ignores("*.md\n!README.md", "README.md"));
  EXPECT_TRUE(ignores("*.md\n!README.md", "x.md"));
  EXPECT_TRUE(ignores("*.md\n!README*.md\nREADME-secret.md", "README-secret.md"));
  EXPECT_FALSE(ignores("a\n!a/b", "a/b/c"));
  EXPECT_TRUE(ignores("a\n!a/b", "a/c"));
  EXPECT_TRUE(ignores("!a\na", "a"));
  EXPECT_FALSE(ignores("**\n!keep/**", "keep/x/y"));
}

TEST(Ignore, CommentsBlankLinesBlanksAndAByteOrderMark) {
  EXPECT_TRUE(ignores("\xEF\xBB\xBF# a\n\n  b  \r\n! c\n", "b"));
  EXPECT_FALSE(ignores("# a\n", "# a"));
  EXPECT_TRUE(ignores(" # a", "# a"));
  EXPECT_FALSE(ignores("c\n! c\n", "c"));
}

TEST(Ignore, CharactersOfRegularExpressionsAreThemselves) {
  EXPECT_TRUE(ignores("a.b+(c)|{d}^$*", "a.b+(c)|{d}^$"));
  EXPECT_FALSE(ignores("a.b*", "axb"));
  EXPECT_TRUE(ignores("a\\*b", "a*b"));
  EXPECT_FALSE(ignores("a\\*b", "axb"));
}

TEST(Ignore, ALoneExclamationMarkIsAnError) {
  EXPECT_EQ(Ignore::parse("!").error().text(), "illegal exclusion pattern: \"!\"");
}

TEST(Ignore, TheWalkGetsTheSameVerdicts) {
  const Result<Ignore> ignore = Ignore::parse("a\n!a/b\na/b/*.o\n**/t?mp\n!x/**/k*\n");
  ASSERT_TRUE(ignore);
  for (const std::string path : {"a/b/c", "a/b/c.o", "a/d/e", "x/tamp/kept", "x/tamp/lost", "q/r/s"}) {
    Ignore::FolderState folder;
    Ignore::FolderState own;
    bool verdict = false;
    for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
      verdict = ignore->matches(path.substr(0, end), folder, own);
      folder = own;
      if (end == std::string::npos) break;
    }
    EXPECT_EQ(verdict, ignore->matches(path)) << path;
  }
}

TEST(Ignore, KnowsWhereNothingCanBeTakenInAgain) {
  const Result<Ignore> ignore = Ignore::parse("*\n!a/b/c\n!d/*\n");
  ASSERT_TRUE(ignore);
  EXPECT_TRUE(ignore->may_include_below("a"));
  EXPECT_TRUE(ignore->may_include_below("a/b"));
  EXPECT_TRUE(ignore->may_include_below("d"));
  EXPECT_FALSE(ignore->may_include_below("x"));
  EXPECT_FALSE(ignore->may_include_below("ab"));
  EXPECT_TRUE(Ignore::parse("*\n!**/x")->may_include_below("anywhere"));
}

}  // namespace
}  // namespace buildtool::context
