// R20: what is in a checkpoint, and in the folder that CRIU writes to, may come from anywhere (CVE-2026-53489).
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "runtime/checkpoint/images.h"
#include "spec/base/file.h"

namespace runtime::checkpoint {
namespace {

class CheckpointImages : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/images-test-XXXXXX";
    root_ = ::mkdtemp(name);
    images_ = root_ + "/images";
    work_ = root_ + "/work";
    victim_ = root_ + "/victim";
    ASSERT_EQ(::mkdir(images_.c_str(), 0700), 0);
    ASSERT_EQ(::mkdir(work_.c_str(), 0700), 0);
    for (const std::string& file : {victim_, images_ + "/pages-1.img", images_ + "/core-1.img"}) {
      ASSERT_TRUE(replace_file(FdRef::cwd(), file, "precious", 0600, Durable::kNo));
    }
  }
  void TearDown() override {
    const Fd tmp = *open_dir("/tmp");
    (void)remove_tree(tmp, root_.substr(5));
  }

  std::string refusal() const {
    const Result<Folders> opened = open_folders(images_, work_);
    return opened ? "" : opened.error().message;
  }

  std::string root_, images_, work_, victim_;
};

TEST_F(CheckpointImages, RegularFilesAndFoldersAreTaken) {
  ASSERT_EQ(::mkdir((images_ + "/folder").c_str(), 0700), 0);
  EXPECT_EQ(refusal(), "");
}

TEST_F(CheckpointImages, ALinkOrAPipeAmongThemIsRefused) {
  const std::string planted = images_ + "/pages-2.img";
  ASSERT_EQ(::symlink(victim_.c_str(), planted.c_str()), 0);
  EXPECT_EQ(refusal(), "pages-2.img: not a regular file: refused");
  ASSERT_EQ(::unlink(planted.c_str()), 0);
  ASSERT_EQ(::mkfifo(planted.c_str(), 0600), 0);
  EXPECT_EQ(refusal(), "pages-2.img: not a regular file: refused");
}

TEST_F(CheckpointImages, TheParentIsARelativeLinkToTheLike) {
  const std::string link = images_ + "/parent";
  ASSERT_EQ(::symlink(root_.c_str(), link.c_str()), 0);
  EXPECT_EQ(refusal(), "parent: not a relative link: refused");
  ASSERT_EQ(::unlink(link.c_str()), 0);
  ASSERT_EQ(::mkdir((root_ + "/older").c_str(), 0700), 0);
  ASSERT_EQ(::symlink("../older", link.c_str()), 0);
  EXPECT_EQ(refusal(), "");
  ASSERT_EQ(::symlink("/etc/shadow", (root_ + "/older/pages-1.img").c_str()), 0);
  EXPECT_EQ(refusal(), "pages-1.img: not a regular file: refused");
}

TEST_F(CheckpointImages, ParentsThatGoInACircleEnd) {
  ASSERT_EQ(::symlink(".", (images_ + "/parent").c_str()), 0);
  EXPECT_EQ(refusal(), "parent: too many checkpoints before this one");
}

TEST_F(CheckpointImages, WhatCriuWritesToIsNoLinkOfEitherKind) {
  for (const char* name : {"restore.log", "stats-restore"}) {
    const std::string planted = work_ + "/" + name;
    ASSERT_EQ(::symlink(victim_.c_str(), planted.c_str()), 0);
    EXPECT_EQ(refusal(), std::string(name) + ": not a regular file: refused");
    ASSERT_EQ(::unlink(planted.c_str()), 0);
    ASSERT_EQ(::link(victim_.c_str(), planted.c_str()), 0);
    EXPECT_EQ(refusal(), std::string(name) + ": not a regular file: refused");
    ASSERT_EQ(::unlink(planted.c_str()), 0);
  }
  EXPECT_EQ(refusal(), "");
}

TEST_F(CheckpointImages, DescriptorsAreThreeAtMost) {
  const Fd folder = *open_dir(images_);
  ASSERT_TRUE(write_descriptors(folder, {"pipe:[1]", "/dev/null", "/dev/null"}));
  EXPECT_EQ(read_descriptors(folder).value().size(), 3u);
  ASSERT_TRUE(write_descriptors(folder, {"a", "b", "c", "d"}));
  EXPECT_FALSE(read_descriptors(folder));
}

}  // namespace
}  // namespace runtime::checkpoint
