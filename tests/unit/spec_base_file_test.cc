#include "spec/base/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "spec/base/lock.h"
#include "spec/base/temporary.h"

namespace base {
namespace {

class File : public ::testing::Test {
 protected:
  void SetUp() override {
    Result<TemporaryDir> made = TemporaryDir::make_in_tmp();
    ASSERT_TRUE(made) << made.error().text();
    dir_.emplace(std::move(*made));
  }
  FdRef dir() const { return dir_->fd(); }
  std::vector<std::string> names() { return *list_dir(dir(), "."); }
  std::optional<TemporaryDir> dir_;
};

TEST_F(File, ReplaceSwapsTheWholeContentAndLeavesNothingBeside) {
  ASSERT_TRUE(replace_file(dir(), "a", "one", 0600, Durable::kYes));
  ASSERT_TRUE(replace_file(dir(), "a", "two", 0640, Durable::kNo));
  EXPECT_EQ(*read_file(dir(), "a", 10), "two");
  struct stat status;
  ASSERT_EQ(::fstatat(dir().get(), "a", &status, 0), 0);
  EXPECT_EQ(status.st_mode & 07777, 0640U);
  EXPECT_EQ(names(), std::vector<std::string>{"a"});
}

TEST_F(File, ReplaceThatFailsKeepsTheOldFileAndLeavesNothingBeside) {
  ASSERT_TRUE(make_dirs(dir(), "a/b", 0755));
  EXPECT_EQ(replace_file(dir(), "a", "x", 0600, Durable::kNo).error().text(), "rename to a: Is a directory");
  EXPECT_EQ(names(), std::vector<std::string>{"a"});
}

TEST_F(File, ReadingIsBoundedAndTakesRegularFilesOnly) {
  ASSERT_TRUE(replace_file(dir(), "a", "12345", 0600, Durable::kNo));
  EXPECT_EQ(*read_file(dir(), "a", 5), "12345");
  EXPECT_EQ(read_file(dir(), "a", 4).error().text(), "a: larger than 4 bytes");
  ASSERT_EQ(::mkfifoat(dir().get(), "fifo", 0600), 0);
  EXPECT_EQ(read_file(dir(), "fifo", 5).error().text(), "fifo: not a regular file");
  EXPECT_EQ(read_file(dir(), ".", 5).error().text(), ".: Is a directory");
  EXPECT_EQ(read_file(dir(), "none", 5).error().text(), "none: No such file or directory");
}

TEST_F(File, EndlessFilesAreBounded) {
  EXPECT_EQ(read_file("/dev/zero", 100).error().text(), "/dev/zero: not a regular file");
  Result<Fd> zero = open_at(FdRef::cwd(), "/dev/zero", O_RDONLY);
  ASSERT_TRUE(zero);
  EXPECT_EQ(read_all(*zero, 100, "zero").error().text(), "zero: larger than 100 bytes");
}

TEST_F(File, MakeDirsTakesFoldersThatAreThereAndNothingElse) {
  EXPECT_TRUE(make_dirs(dir(), "a/b/c", 0755));
  EXPECT_TRUE(make_dirs(dir(), "a/b/c", 0755));
  ASSERT_TRUE(replace_file(dir(), "f", "", 0600, Durable::kNo));
  EXPECT_EQ(make_dirs(dir(), "f", 0755).error().number, EEXIST);
  EXPECT_EQ(make_dirs(dir(), "f/x", 0755).error().number, ENOTDIR);
}

TEST_F(File, RemoveTreeFollowsNoLink) {
  ASSERT_TRUE(make_dirs(dir(), "keep", 0755));
  ASSERT_TRUE(replace_file(dir(), "keep/file", "x", 0600, Durable::kNo));
  ASSERT_TRUE(make_dirs(dir(), "gone/deep", 0755));
  ASSERT_EQ(::symlinkat("../../keep", dir().get(), "gone/deep/link"), 0);
  EXPECT_TRUE(remove_tree(dir(), "gone"));
  EXPECT_TRUE(remove_tree(dir(), "gone"));
  EXPECT_EQ(names(), std::vector<std::string>{"keep"});
  EXPECT_EQ(*read_file(dir(), "keep/file", 5), "x");
}

TEST_F(File, TemporariesVanishUnlessRenamedOrKept) {
  {
    Result<TemporaryFile> lost = TemporaryFile::make(dir(), ".", 0600);
    Result<TemporaryDir> lost_dir = TemporaryDir::make(dir(), ".", 0700);
    Result<TemporaryFile> kept = TemporaryFile::make(dir(), ".", 0600);
    ASSERT_TRUE(lost && lost_dir && kept);
    ASSERT_TRUE(make_dirs(lost_dir->fd(), "x/y", 0700));
    EXPECT_EQ(names().size(), 3U);
    ASSERT_TRUE(kept->rename_to(dir(), "kept"));
  }
  EXPECT_EQ(names(), std::vector<std::string>{"kept"});
}

TEST_F(File, ALockIsHeldUntilItsOwnerEnds) {
  {
    Result<FileLock> first = FileLock::wait(dir(), "lock", LockKind::kExclusive);
    ASSERT_TRUE(first);
    EXPECT_EQ(FileLock::try_now(dir(), "lock", LockKind::kShared).error().number, EWOULDBLOCK);
  }
  Result<FileLock> shared = FileLock::try_now(dir(), "lock", LockKind::kShared);
  EXPECT_TRUE(shared);
  EXPECT_TRUE(FileLock::try_now(dir(), "lock", LockKind::kShared));
}

}  // namespace
}  // namespace base
