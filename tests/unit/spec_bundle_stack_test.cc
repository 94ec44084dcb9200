#include "spec/bundle/stack.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include "spec/base/file.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"

namespace spec::bundle {
namespace {

class Stack : public ::testing::Test {
 protected:
  void SetUp() override {
    Result<TemporaryDir> made = TemporaryDir::make_in_tmp();
    ASSERT_TRUE(made) << made.error().text();
    dir_.emplace(std::move(*made));
    for (const char* layer : {"low", "middle", "top"}) ASSERT_TRUE(make_dirs(dir_->fd(), layer, 0755));
    ASSERT_TRUE(replace_file(dir_->fd(), "secret", "outside", 0644, Durable::kNo));
  }
  std::string at(const std::string& path) const { return dir_->path() + "/" + path; }
  void file(const std::string& path, const std::string& text) {
    ASSERT_TRUE(make_dirs(dir_->fd(), path.substr(0, path.rfind('/')), 0755));
    ASSERT_TRUE(replace_file(dir_->fd(), path, text, 0644, Durable::kNo));
  }
  void link(const char* target, const std::string& path) { ASSERT_EQ(::symlink(target, at(path).c_str()), 0); }
  std::string read(const std::string& path) {
    Result<std::optional<std::string>> text = read_from_layers({at("low"), at("middle"), at("top")}, path, 64);
    if (!text) return "error: " + text.error().text();
    return *text ? **text : "missing";
  }
  std::optional<TemporaryDir> dir_;
};

TEST_F(Stack, TheTopmostFileIsSeen) {
  file("low/etc/passwd", "low");
  file("low/etc/group", "low");
  file("top/etc/passwd", "top");
  EXPECT_EQ(read("etc/passwd"), "top");
  EXPECT_EQ(read("/etc/group"), "low");
  EXPECT_EQ(read("etc/shadow"), "missing");
  EXPECT_EQ(read("etc/passwd/x"), "missing");
}

TEST_F(Stack, AFileHidesTheFoldersBelowIt) {
  file("low/etc/passwd", "low");
  file("middle/etc", "a file");
  EXPECT_EQ(read("etc/passwd"), "missing");
  EXPECT_EQ(read("etc"), "a file");
  file("top/etc/group", "top");
  EXPECT_EQ(read("etc/group"), "top");
  EXPECT_EQ(read("etc/passwd"), "missing") << "folders do not merge through a file";
}

TEST_F(Stack, WhiteoutsAndOpaqueFoldersHide) {
  if (::geteuid() != 0) GTEST_SKIP() << "devices and trusted xattrs need root";
  file("low/etc/passwd", "low");
  file("low/opt/a/b", "low");
  file("top/opt/c", "top");
  ASSERT_TRUE(make_dirs(dir_->fd(), "middle/etc", 0755));
  ASSERT_EQ(::mknod(at("middle/etc/passwd").c_str(), S_IFCHR, makedev(0, 0)), 0);
  EXPECT_EQ(read("etc/passwd"), "missing");
  EXPECT_EQ(read("opt/a/b"), "low");
  if (::setxattr(at("top/opt").c_str(), "trusted.overlay.opaque", "y", 1, 0) != 0) GTEST_SKIP() << "no trusted xattrs";
  EXPECT_EQ(read("opt/a/b"), "missing");
  EXPECT_EQ(read("opt/c"), "top");
}

TEST_F(Stack, LinksStayInside) {
  file("low/usr/etc/passwd", "usr");
  file("low/data/x/file", "data");
  link("usr/etc", "top/etc");
  link("/usr/etc/passwd", "top/absolute");
  link("../../../secret", "top/escape");
  link("../../usr/./etc/passwd", "low/data/x/up");
  link("loop", "top/loop");
  EXPECT_EQ(read("etc/passwd"), "usr");
  EXPECT_EQ(read("absolute"), "usr");
  EXPECT_EQ(read("escape"), "missing");
  EXPECT_EQ(read("data/x/up"), "usr");
  EXPECT_EQ(read("../secret"), "missing");
  EXPECT_EQ(read("data/x/../x/file"), "data");
  EXPECT_EQ(read("loop"), "error: loop: loop: Too many levels of symbolic links");
}

TEST_F(Stack, AWalkHasAnEnd) {
  std::string target;
  for (int i = 0; i < 800; ++i) target += "d/../";
  ASSERT_TRUE(make_dirs(dir_->fd(), "top/d", 0755));
  link((target + "a2").c_str(), "top/a1");
  link((target + "a1").c_str(), "top/a2");
  EXPECT_EQ(read("a1"), "error: a1: Too many levels of symbolic links");
}

TEST_F(Stack, OnlyRegularFilesOfAllowedSizeAreRead) {
  file("low/big", std::string(65, 'x'));
  ASSERT_EQ(::mkfifo(at("low/fifo").c_str(), 0644), 0);
  link("/dev/zero", "low/zero");
  EXPECT_TRUE(read("big").starts_with("error: big")) << read("big");
  EXPECT_EQ(read("fifo"), "error: fifo: is not a regular file");
  EXPECT_EQ(read("zero"), "missing") << "the host's /dev/zero";
  file("low/folder/x", "");
  EXPECT_EQ(read("folder"), "error: folder: is not a regular file");
  if (::geteuid() == 0 && ::mknod(at("low/device").c_str(), S_IFCHR | 0666, makedev(1, 5)) == 0) {
    EXPECT_EQ(read("device"), "error: device: is not a regular file");
  }
}

}  // namespace
}  // namespace spec::bundle
