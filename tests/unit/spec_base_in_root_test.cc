#include "spec/base/in_root.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "spec/base/file.h"
#include "spec/base/temporary.h"

namespace base {
namespace {

// Every behaviour holds for the kernel's lookup and for the walk.
class InRoot : public ::testing::TestWithParam<Resolver> {
 protected:
  void SetUp() override {
    Result<TemporaryDir> made = TemporaryDir::make_in_tmp();
    ASSERT_TRUE(made) << made.error().text();
    outer_.emplace(std::move(*made));
    ASSERT_TRUE(make_dirs(outer_->fd(), "root/etc/deep", 0755));
    ASSERT_TRUE(replace_file(outer_->fd(), "secret", "outside", 0644, Durable::kNo));
    ASSERT_TRUE(replace_file(outer_->fd(), "root/etc/passwd", "inside", 0644, Durable::kNo));
    root_ = std::move(*open_dir(outer_->fd(), "root"));
    link("/etc", "absolute");
    link("../../../secret", "escape");
    link("loop", "loop");
    link("missing", "dangling");
    link("../etc", "etc/deep/up");
  }
  void link(const char* target, const char* name) { ASSERT_EQ(::symlinkat(target, root_.get(), name), 0); }
  std::string read(const std::string& path, int flags = 0) {
    Result<Fd> file = open_in_root(root_, path, O_RDONLY | flags, 0, GetParam());
    if (!file) return ::strerrorname_np(file.error().number);
    Result<std::string> data = read_all(*file, 100, path);
    return data ? *data : data.error().text();
  }
  std::optional<TemporaryDir> outer_;
  Fd root_;
};

TEST_P(InRoot, LinksAndDotsStayInside) {
  EXPECT_EQ(read("etc/passwd"), "inside");
  EXPECT_EQ(read("/etc/passwd"), "inside");
  EXPECT_EQ(read("absolute/passwd"), "inside");
  EXPECT_EQ(read("../../etc/passwd"), "inside");
  EXPECT_EQ(read("etc/deep/../passwd"), "inside");
  EXPECT_EQ(read("absolute/../etc/./passwd"), "inside");
  EXPECT_EQ(read("etc/deep/up/../etc/passwd"), "ENOENT");  // up is etc/etc, which is missing
  EXPECT_EQ(read("escape"), "ENOENT");
  EXPECT_EQ(read("../secret"), "ENOENT");
}

TEST_P(InRoot, ErrorsAreTheKernels) {
  EXPECT_EQ(read("loop"), "ELOOP");
  EXPECT_EQ(read("absolute", O_NOFOLLOW), "ELOOP");
  EXPECT_EQ(read("dangling"), "ENOENT");
  EXPECT_EQ(read("etc/passwd/x"), "ENOTDIR");
  EXPECT_EQ(read("etc/passwd/"), "ENOTDIR");
  EXPECT_EQ(read("missing/x"), "ENOENT");
}

TEST_P(InRoot, CreatingFollowsNoLink) {
  Result<Fd> through = open_in_root(root_, "dangling", O_WRONLY | O_CREAT, 0644, GetParam());
  ASSERT_FALSE(through);
  EXPECT_EQ(through.error().number, ELOOP);
  EXPECT_TRUE(open_in_root(root_, "absolute/new", O_WRONLY | O_CREAT | O_EXCL, 0644, GetParam()));
  EXPECT_EQ(read("etc/new"), "");
}

TEST_P(InRoot, FoldersAreMadeInside) {
  EXPECT_TRUE(make_dirs_in_root(root_, "absolute/a/b/../c", 0755, GetParam()));
  struct stat status;
  EXPECT_EQ(::fstatat(root_.get(), "etc/a/c", &status, 0), 0);
  EXPECT_TRUE(make_dirs_in_root(root_, "../../x/y", 0755, GetParam()));
  EXPECT_EQ(::fstatat(root_.get(), "x/y", &status, 0), 0);
  EXPECT_NE(::fstatat(outer_->fd().get(), "x", &status, 0), 0);
  EXPECT_EQ(make_dirs_in_root(root_, "etc/passwd/x", 0755, GetParam()).error().number, ENOTDIR);
  EXPECT_FALSE(make_dirs_in_root(root_, "escape/x", 0755, GetParam()));
}

TEST_P(InRoot, ParentNeverNamesTheRoot) {
  for (const char* path : {"", "/", ".", "..", "etc/..", "//"}) {
    EXPECT_FALSE(open_parent_in_root(root_, path, GetParam())) << path;
  }
  Result<Parent> parent = open_parent_in_root(root_, "absolute/../absolute/passwd/", GetParam());
  ASSERT_TRUE(parent);
  EXPECT_EQ(parent->name, "passwd");
}

INSTANTIATE_TEST_SUITE_P(Resolvers, InRoot, ::testing::Values(Resolver::kKernel, Resolver::kWalk),
                         [](const auto& test) { return test.param == Resolver::kKernel ? "Kernel" : "Walk"; });

}  // namespace
}  // namespace base
