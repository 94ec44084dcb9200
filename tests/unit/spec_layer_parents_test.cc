// Layers that need those below them, and how it is noticed.

#include <sys/xattr.h>

#include "tests/unit/layer_tools.h"

namespace spec::layer {
namespace {

class Parents : public LayerTest {
 protected:
  bool self_contained(std::string tar) {
    const Result<Applied> applied = apply_to(folder(concat("t", ++count_)), std::move(tar));
    EXPECT_TRUE(applied) << applied.error().text();
    return applied && applied->self_contained;
  }
  // Two lower layers: the higher one whites out gone/ and changes etc/.
  ApplyOptions with_parents() {
    low_ = folder("low");
    Entry etc;
    etc.path = "etc";
    etc.kind = EntryKind::kFolder;
    etc.mode = 0700;
    etc.xattrs = {{"user.k", "v"}};
    etc.mtime = {1000000007, 0};
    Entry high_etc = etc;
    high_etc.mode = 01750;
    high_etc.uid = 77;
    EXPECT_TRUE(apply_to(low_, Tar()
                                   .entry(etc)
                                   .file("etc/passwd", "root")
                                   .folder("gone")
                                   .file("gone/f", "x")
                                   .folder("usr")
                                   .folder("usr/lib", 0711)
                                   .file("usr/lib/libc", "elf", 04755)
                                   .symlink("lib", "usr/lib")
                                   .text()));
    high_ = folder("high");
    EXPECT_TRUE(apply_to(high_, Tar().entry(high_etc).file("etc/group", "wheel").file(".wh.gone").text()));
    ApplyOptions options;
    options.parents = {low_, high_};
    return options;
  }
  int count_ = 0;
  Fd low_;
  Fd high_;
};

TEST_F(Parents, AreNotNeededWhereEveryFolderHasAnEntry) {
  EXPECT_TRUE(self_contained(""));
  EXPECT_TRUE(self_contained(Tar().file("f").text()));
  EXPECT_TRUE(self_contained(Tar().folder("a").folder("a/b").file("a/b/c").text()));
  // The folder's own entry may come after what is in it.
  EXPECT_TRUE(self_contained(Tar().file("a/b/c").folder("a").folder("a/b").text()));
  EXPECT_TRUE(self_contained(Tar().file("f").hard_link("g", "f").text()));
  EXPECT_TRUE(self_contained(Tar().folder("a").symlink("l", "a").file("l/f").text()));
}

TEST_F(Parents, AreNeededForImpliedFoldersAndLinksToFilesBelow) {
  EXPECT_FALSE(self_contained(Tar().file("a/f").text()));
  EXPECT_FALSE(self_contained(Tar().folder("a/b").text()));
  EXPECT_FALSE(self_contained(Tar().file("a/.wh.f").text()));
  EXPECT_FALSE(self_contained(Tar().symlink("l", "a").file("l/f").text()));
  StringSource tar(Tar().hard_link("g", "etc/passwd").text());
  const Result<Applied> applied = apply(tar, root_);
  ASSERT_TRUE(applied);
  EXPECT_FALSE(applied->self_contained);
  EXPECT_EQ(applied->missing_link, "g");
}

TEST_F(Parents, GiveImpliedFoldersTheirAttributes) {
  ASSERT_EQ(outcome(Tar().file("etc/new", "1").file("usr/lib/new", "2").file("gone/new", "3").text(), with_parents()),
            "ok");
  EXPECT_EQ(status_of("etc").st_mode & 07777, 01750u);
  EXPECT_EQ(status_of("etc").st_uid, 77u);
  EXPECT_EQ(::lgetxattr(proc_path(root_, "etc").c_str(), "user.k", nullptr, 0), 1);
  EXPECT_EQ(status_of("usr/lib").st_mode & 07777, 0711u);
  EXPECT_EQ(status_of("gone").st_mode & 07777, 0755u);  // whited out below: new
  EXPECT_EQ(tree_of(root_), "etc/\netc/new=1\ngone/\ngone/new=3\nusr/\nusr/lib/\nusr/lib/new=2\n");
}

TEST_F(Parents, LinksBelowAreFollowed) {
  ASSERT_EQ(outcome(Tar().file("lib/a", "1").file("lib/b", "2").folder("lib/sub").text(), with_parents()), "ok");
  EXPECT_EQ(tree_of(root_), "usr/\nusr/lib/\nusr/lib/a=1\nusr/lib/b=2\nusr/lib/sub/\n");
}

TEST_F(Parents, FilesBelowThatAreLinkedToAreCopied) {
  ASSERT_EQ(outcome(Tar().hard_link("mine", "usr/lib/libc").text(), with_parents()), "ok");
  EXPECT_EQ(tree_of(root_), "mine=elf\nusr/\nusr/lib/\nusr/lib/libc=elf\n");
  EXPECT_EQ(status_of("mine").st_ino, status_of("usr/lib/libc").st_ino);
  EXPECT_EQ(status_of("mine").st_mode, mode_t{S_IFREG | 04755});
  EXPECT_EQ(status_of("mine").st_mtim.tv_sec, 1000000000);
}

TEST_F(Parents, WhatTheyHideCannotBeLinkedTo) {
  EXPECT_NE(outcome(Tar().hard_link("mine", "gone/f").text(), with_parents()).find("which is missing"),
            std::string::npos);
  EXPECT_NE(outcome(Tar().hard_link("mine", "never").text(), with_parents()).find("which is missing"),
            std::string::npos);
}

TEST_F(Parents, ALinkBelowDoesNotLeadOutside) {
  const Fd low = folder("hostile");
  ASSERT_TRUE(apply_to(low, Tar().symlink("d", outer_->path()).symlink("up", "../..").text()));
  ApplyOptions options;
  options.parents = {low};
  ASSERT_EQ(outcome(Tar().file("d/victim", "x").file("up/victim", "y").text(), options), "ok");
  EXPECT_EQ(*read_file(root_, "victim", 10), "y");
}

TEST_F(Parents, AHundredAndTwentySevenOfThemWork) {
  std::vector<Fd> layers;
  ApplyOptions options;
  for (int i = 0; i < 127; ++i) {
    layers.push_back(folder(concat("layer", i)));
    ASSERT_TRUE(apply_to(layers.back(), Tar().folder("d", 0700 + (i & 7)).file(concat("d/f", i), "x").text()));
  }
  for (const Fd& layer : layers) options.parents.emplace_back(layer);
  ASSERT_EQ(outcome(Tar().file("d/new").hard_link("old", "d/f0").text(), options), "ok");
  EXPECT_EQ(status_of("d").st_mode & 07777, 0700u + (126 & 7));
  EXPECT_EQ(*read_file(root_, "old", 10), "x");
}

}  // namespace
}  // namespace spec::layer
