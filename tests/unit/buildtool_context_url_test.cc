#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "buildtool/build/remote_source.h"
#include "buildtool/context/git_reference.h"
#include "buildtool/context/url.h"

namespace buildtool::context {
namespace {

using testing::HasSubstr;

GitReference git(std::string_view text) {
  const auto reference = parse_git_reference(text);
  EXPECT_TRUE(reference && *reference) << text;
  return reference && *reference ? **reference : GitReference();
}

std::string refused(std::string_view text) {
  const auto reference = parse_git_reference(text);
  return reference ? "" : reference.error().text();
}

TEST(GitReference, HasItsRefAndFolderInTheFragment) {
  const GitReference reference = git("https://host/a/b.git#v1.0:/x/./y/");
  EXPECT_EQ(reference.remote, "https://host/a/b.git");
  EXPECT_EQ(reference.ref, "v1.0");
  EXPECT_EQ(reference.subdir, "x/y");
  EXPECT_EQ(git("https://host/b.git#:x").ref, "");
  EXPECT_EQ(git("https://host/b.git#:x").subdir, "x");
}

TEST(GitReference, HasTheFormsOfSsh) {
  EXPECT_EQ(git("git@github.com:a/b.git#main").remote, "git@github.com:a/b.git");
  EXPECT_EQ(git("git@github.com:a/b.git#main").ref, "main");
  EXPECT_EQ(git("me@host:b?ref=x").ref, "x");
  EXPECT_EQ(git("ssh://me@host:22/b").remote, "ssh://me@host:22/b");
  EXPECT_EQ(git("git://host/b").remote, "git://host/b");
}

TEST(GitReference, HasEverythingInTheQuery) {
  const GitReference reference =
      git("https://host/b.git?tag=v1&subdir=a%2Fb&checksum=abc&keep-git-dir&submodules=false&mtime=checkout");
  EXPECT_EQ(reference.ref, "refs/tags/v1");
  EXPECT_EQ(reference.subdir, "a/b");
  EXPECT_EQ(reference.checksum, "abc");
  EXPECT_EQ(reference.keep_git_dir, true);
  EXPECT_FALSE(reference.submodules);
  EXPECT_TRUE(reference.checkout_times);
  EXPECT_EQ(git("https://host/b.git?branch=x").ref, "refs/heads/x");
}

TEST(GitReference, IsRefusedWhereTheQueryCannotBe) {
  EXPECT_THAT(refused("https://host/b.git?x=y"), HasSubstr("unexpected query \"x\""));
  EXPECT_THAT(refused("https://host/b.git?ref=a&ref=b"), HasSubstr("query \"ref\" has multiple values"));
  EXPECT_THAT(refused("https://host/b.git?ref=a#b"), HasSubstr("ref conflicts: \"b\" vs \"a\""));
  EXPECT_THAT(refused("https://host/b.git?subdir=a#:b"), HasSubstr("subdir conflicts"));
  EXPECT_THAT(refused("https://host/b.git?tag=a&branch=b"), HasSubstr("branch conflicts with tag"));
  EXPECT_THAT(refused("https://host/b.git?ref="), HasSubstr("query \"ref\" has no value"));
  EXPECT_THAT(refused("https://host/b.git?mtime=x"), HasSubstr("invalid mtime value"));
  EXPECT_THAT(refused("https://host/b.git?submodules=x"), HasSubstr("invalid submodules value"));
  EXPECT_THAT(refused("https://host/b.git?fetch-by-commit=1"), HasSubstr("requires a full commit SHA"));
}

TEST(GitReference, NeverBeginsLikeAnOption) {
  EXPECT_THAT(refused("https://host/b.git#-x"), HasSubstr("is no name of a Git branch"));
  EXPECT_THAT(refused("https://host/b.git?ref=%2D%2Dupload-pack=x"), HasSubstr("is no name of a Git branch"));
  EXPECT_THAT(refused("-oProxyCommand@host:b"), HasSubstr("is no address of a repository"));
}

TEST(GitReference, IsNoFileNorAnyOtherUrl) {
  for (const char* text :
       {"./a.git", "a@b", "file:///a.git", "https://host/file", "a/b", "ext::sh", "host:a.git", ""}) {
    const auto reference = parse_git_reference(text);
    EXPECT_TRUE(reference && !*reference) << text;
  }
  EXPECT_TRUE(git("github.com/a/b").like_a_path);
  EXPECT_EQ(git("github.com/a/b#x").remote, "https://github.com/a/b");
}

TEST(Url, FileNamesAreTheLastPartOfThePath) {
  const auto name = [](const char* url) { return build::name_of_file(url); };
  EXPECT_EQ(name("http://host/a/b.tar?c=/d#e"), "b.tar");
  EXPECT_EQ(name("http://host/a%20b"), "a b");
  EXPECT_EQ(name("http://host/a/"), "a");
  EXPECT_EQ(name("http://host"), "__unnamed__");
  EXPECT_EQ(name("http://host/"), "__unnamed__");
  EXPECT_EQ(name("http://host/.."), "__unnamed__");
  EXPECT_EQ(name("http://host/a%2F..%2Fb"), "b");
}

TEST(Url, HasAHost) {
  EXPECT_EQ(parse_url("http://me:x@Host:80/a")->host, "Host");
  EXPECT_EQ(parse_url("http://[::1]:80")->host, "[::1]");
  EXPECT_EQ(parse_url("http://[::1]/a")->host, "[::1]");
  EXPECT_EQ(parse_url("git@host:a")->host, "host");
}

TEST(Url, PasswordsAreHidden) {
  EXPECT_EQ(without_password("ADD http://me:secret@host/x https://a:b@c /"),
            "ADD http://me:xxxxx@host/x https://a:xxxxx@c /");
  EXPECT_EQ(without_password("http://me@host:80/a:b@c"), "http://me@host:80/a:b@c");
  EXPECT_EQ(without_password("nothing"), "nothing");
}

}  // namespace
}  // namespace buildtool::context
