#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <set>

#include "buildtool/context/context.h"
#include "spec/base/file.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"

namespace buildtool::context {
namespace {

using Names = std::vector<std::string>;

// A folder for a context, and a folder beside it that must not be reached.
class BuildContext : public ::testing::Test {
 protected:
  BuildContext() {
    folder("context");
    file("outside/secret", "s");
  }

  std::string at(const std::string& path) const { return concat(top_.path(), "/", path); }
  void folder(const std::string& path) { ASSERT_TRUE(make_dirs(top_.fd(), path, 0755)); }
  void file(const std::string& path, const std::string& content) {
    folder(path.substr(0, path.rfind('/')));
    ASSERT_TRUE(replace_file(top_.fd(), path, content, 0644, Durable::kNo));
  }
  void link(const std::string& target, const std::string& path) {
    ASSERT_EQ(::symlink(target.c_str(), at(path).c_str()), 0);
  }

  Context open(const std::string& dockerfile = "") {
    Result<Context> context = open_local(at("context"), dockerfile);
    EXPECT_TRUE(context) << context.error().text();
    return std::move(*context);
  }
  // "name:below" of all that is found, or the error.
  Names find(const std::string& source) {
    const Result<std::vector<Found>> found = open().find(source);
    if (!found) return {"error: " + found.error().text()};
    Names out;
    for (const Found& one : *found) {
      for (const Entry& entry : one.entries) out.push_back(concat(one.name, ":", one.below(entry)));
    }
    return out;
  }
  std::string digest_of(const std::string& source) {
    const Context context = open();
    const Result<std::vector<Found>> found = context.find(source);
    EXPECT_TRUE(found);
    const Result<std::string> result = digest(context, *found);
    EXPECT_TRUE(result);
    return *result;
  }
  std::string content(const std::string& source) {
    const Context context = open();
    const Result<std::vector<Found>> found = context.find(source);
    if (!found) return "error: " + found.error().text();
    const Result<Fd> opened = context.open(found->front().entries.front());
    if (!opened) return "error: " + opened.error().text();
    return *read_all(*opened, 1000, source);
  }

 private:
  TemporaryDir top_ = *TemporaryDir::make_in_tmp();
};

TEST_F(BuildContext, AFolderComesWithAllBelowItInOrder) {
  file("context/d/b/2", "");
  file("context/d/b.x", "");
  file("context/d/a", "");
  folder("context/d/empty");
  EXPECT_EQ(find("d"), (Names{"d:", "d:a", "d:b", "d:b/2", "d:b.x", "d:empty"}));
  EXPECT_EQ(find("/d/b/"), (Names{"b:", "b:2"}));
  EXPECT_EQ(find("."), (Names{":", ":d", ":d/a", ":d/b", ":d/b/2", ":d/b.x", ":d/empty"}));
}

TEST_F(BuildContext, WhatIsMissingIsAnErrorThatNamesIt) {
  EXPECT_EQ(find("x/y"), Names{"error: \"/x/y\": not found"});
  file("context/f", "");
  EXPECT_EQ(find("f/y"), Names{"error: \"/f/y\": not found"});
  EXPECT_EQ(open().find("x").error().number, ENOENT);
}

TEST_F(BuildContext, APatternFindsSortedMatchesAndMayFindNothing) {
  file("context/b.c", "");
  file("context/a.c", "");
  file("context/sub/z.c", "");
  EXPECT_EQ(find("*.c"), (Names{"a.c:", "b.c:"}));
  EXPECT_EQ(find("s?b/*.[a-d]"), Names{"z.c:"});
  EXPECT_EQ(find("sub*"), (Names{"sub:", "sub:z.c"}));
  EXPECT_EQ(find("*.x"), Names{});
  EXPECT_EQ(find("no/*"), Names{});
  EXPECT_EQ(find("["), Names{"error: syntax error in pattern: ["});
}

TEST_F(BuildContext, NothingAboveTheContextIsReached) {
  EXPECT_EQ(find("../outside/secret"), Names{"error: \"/outside/secret\": not found"});
  EXPECT_EQ(find("../outside/*"), Names{});
  link("../outside", "context/up");
  link(at("outside/secret"), "context/absolute");
  link("up/secret", "context/twice");
  EXPECT_EQ(find("up/secret"), Names{"error: \"/up/secret\": not found"});
  EXPECT_EQ(find("up/*"), Names{});
  EXPECT_EQ(find("absolute"), Names{"error: \"/absolute\": not found"});
  EXPECT_EQ(find("twice"), Names{"error: \"/twice\": not found"});
  link("/proc/self/root/etc/passwd", "context/magic");
  EXPECT_EQ(find("magic"), Names{"error: \"/magic\": not found"});
}

TEST_F(BuildContext, LinksAreFollowedInsideAndAreEntriesBelowAFolder) {
  file("context/real/f", "inside");
  link("/real", "context/l");
  link("nowhere", "context/real/dangling");
  EXPECT_EQ(find("l"), (Names{"l:", "l:dangling", "l:f"}));
  EXPECT_EQ(content("l/f"), "inside");
  const Result<std::vector<Found>> found = open().find("real");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->front().entries.at(1).link_target, "nowhere");
  EXPECT_EQ(find("real/d*"), Names{"error: \"/real/dangling\": not found"});
}

TEST_F(BuildContext, AFileThatBecameALinkIsNotOpened) {
  file("context/f", "x");
  const Context context = open();
  const Result<std::vector<Found>> found = context.find("f");
  ASSERT_TRUE(found);
  ASSERT_EQ(::unlink(at("context/f").c_str()), 0);
  link("../outside/secret", "context/f");
  EXPECT_FALSE(context.open(found->front().entries.front()));
  ASSERT_EQ(::unlink(at("context/f").c_str()), 0);
  ASSERT_EQ(::mkfifo(at("context/f").c_str(), 0600), 0);
  EXPECT_EQ(context.open(found->front().entries.front()).error().text(), "f: is no regular file");
}

TEST_F(BuildContext, WhatIsIgnoredIsNotThere) {
  file("context/.dockerignore", "*.o\nsecret\n!secret/public\n");
  file("context/a.o", "");
  file("context/a.c", "");
  file("context/secret/key", "");
  file("context/secret/public/p", "");
  file("context/other/secret", "");
  link("a.o", "context/l");
  EXPECT_EQ(find("a.o"), Names{"error: \"/a.o\": not found"});
  EXPECT_EQ(find("secret/key"), Names{"error: \"/secret/key\": not found"});
  EXPECT_EQ(find("l"), Names{"error: \"/l\": not found"});
  EXPECT_EQ(find("*.[oc]"), Names{"a.c:"});
  EXPECT_EQ(find("secret"), (Names{"secret:", "secret:public", "secret:public/p"}));
  EXPECT_EQ(find("other"), (Names{"other:", "other:secret"}));
}

TEST_F(BuildContext, AnIgnoredFolderWithNothingTakenInIsNotThere) {
  file("context/.dockerignore", "d\n!d/**/keep\n");
  file("context/d/sub/lost", "");
  EXPECT_EQ(find("d"), Names{"error: \"/d\": not found"});
  EXPECT_EQ(find("."), (Names{":", ":.dockerignore"}));
}

TEST_F(BuildContext, TheDockerfilesOwnIgnoreFileComesFirst) {
  file("context/.dockerignore", "a\n");
  file("context/a", "");
  file("context/b", "");
  file("elsewhere/My.Dockerfile.dockerignore", "b\n");
  const Context context = open(at("elsewhere/My.Dockerfile"));
  EXPECT_TRUE(context.find("a"));
  EXPECT_FALSE(context.find("b"));
  EXPECT_FALSE(open(at("elsewhere/Other")).find("a"));
}

TEST_F(BuildContext, AMalformedIgnoreFileIsAnErrorThatNamesIt) {
  file("context/.dockerignore", "[a\n");
  EXPECT_EQ(open_local(at("context"), "").error().text(), ".dockerignore: syntax error in pattern: [a");
}

TEST_F(BuildContext, AnIgnoreFileIsAFileInsideTheContext) {
  link("../outside/secret", "context/.dockerignore");
  file("context/s", "");
  EXPECT_EQ(find("s"), Names{"s:"});  // the link leads nowhere in there
  ASSERT_EQ(::unlink(at("context/.dockerignore").c_str()), 0);
  ASSERT_EQ(::mkfifo(at("context/.dockerignore").c_str(), 0600), 0);
  EXPECT_EQ(open_local(at("context"), "").error().text(), ".dockerignore: is no regular file");
}

TEST_F(BuildContext, OwnersAreDroppedUnlessTheyAreKept) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to give a file away";
  file("context/f", "");
  ASSERT_EQ(::lchown(at("context/f").c_str(), 12, 34), 0);
  EXPECT_EQ(open().find("f")->front().entries.front().uid, 0u);
  const Context kept(*open_dir(at("context")), Ignore(), Owners::kKept);
  EXPECT_EQ(kept.find("f")->front().entries.front().uid, 12u);
  EXPECT_EQ(kept.find("f")->front().entries.front().gid, 34u);
}

TEST_F(BuildContext, TheDigestIsOverContentAndNotOverTimes) {
  file("context/a/f", "one");
  file("context/b/f", "one");
  const timespec old[2] = {{1000, 0}, {1000, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, at("context/b/f").c_str(), old, 0), 0);
  EXPECT_EQ(digest_of("a"), digest_of("b"));
  file("context/b/f", "two");
  EXPECT_NE(digest_of("a"), digest_of("b"));
}

TEST_F(BuildContext, TheDigestCountsModesNamesLinksAndFolders) {
  file("context/a/f", "one");
  const std::string before = digest_of("a");
  ASSERT_EQ(::chmod(at("context/a/f").c_str(), 0755), 0);
  const std::string mode = digest_of("a");
  link("x", "context/a/l");
  const std::string linked = digest_of("a");
  ASSERT_EQ(::unlink(at("context/a/l").c_str()), 0);
  link("y", "context/a/l");
  const std::string other_link = digest_of("a");
  folder("context/a/d");
  const std::string with_folder = digest_of("a");
  ASSERT_EQ(::rename(at("context/a/f").c_str(), at("context/a/g").c_str()), 0);
  const std::vector<std::string> all = {before, mode, linked, other_link, with_folder, digest_of("a")};
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size());
}

TEST_F(BuildContext, TheDigestOfAFileCountsTheNameThatItWillHave) {
  file("context/a", "one");
  file("context/b", "one");
  EXPECT_NE(digest_of("a"), digest_of("b"));
}

TEST_F(BuildContext, TheDigestCountsExtendedAttributes) {
  file("context/a", "one");
  const std::string before = digest_of("a");
  if (::setxattr(at("context/a").c_str(), "user.x", "1", 1, 0) < 0) {
    GTEST_SKIP() << "the temporary folder's file system has no user.* attributes";
  }
  EXPECT_NE(digest_of("a"), before);
}

TEST_F(BuildContext, ManyFilesHaveTheSameDigestEachTime) {
  for (int i = 0; i < 300; ++i) file(concat("context/d/", i), concat("content ", i));
  const std::string first = digest_of("d");
  EXPECT_EQ(digest_of("d"), first);
  file("context/d/299", "changed");
  EXPECT_NE(digest_of("d"), first);
}

}  // namespace
}  // namespace buildtool::context
