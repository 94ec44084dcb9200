#include "spec/layer/diff.h"

#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>

#include "spec/layer/tar_reader.h"
#include "tests/unit/layer_tools.h"

namespace spec::layer {
namespace {

class DiffTest : public LayerTest {
 protected:
  std::string upper_tar(FdRef upper, const DiffOptions& options = {}) {
    StringSink sink;
    const Result<Diff> diff = diff_upper(upper, sink, options);
    EXPECT_TRUE(diff) << diff.error().text();
    EXPECT_EQ(diff->bytes, sink.data.size());
    return sink.data;
  }
  std::string trees_tar(FdRef before, FdRef after) {
    StringSink sink;
    const Result<Diff> diff = diff_trees(before, after, sink);
    EXPECT_TRUE(diff) << diff.error().text();
    return sink.data;
  }
  static std::string names(std::string tar) {
    StringSource source(std::move(tar));
    Result<TarReader> reader = TarReader::open(source);
    std::string all;
    Entry entry;
    while (true) {
      const Result<bool> more = reader->next(entry);
      EXPECT_TRUE(more);
      if (!more || !*more) return all;
      all += entry.path;
      if (entry.kind == EntryKind::kHardLink) all += "=>" + entry.target;
      all += " ";
    }
  }
};

TEST_F(DiffTest, AnUpperFolderComesBackAsItWas) {
  const std::string layer = Tar()
                                .folder("d", 01777)
                                .file("d/.wh..wh..opq")
                                .file("d/f", "text", 04755)
                                .hard_link("d/h", "d/f")
                                .symlink("d/l", "f")
                                .folder("e")
                                .file("e/.wh.x")
                                .file(".wh.gone")
                                .text();
  ASSERT_EQ(outcome(layer), "ok");
  const std::string tar = upper_tar(root_);
  EXPECT_EQ(names(tar), ".wh.gone d/ d/.wh..wh..opq d/f d/h=>d/f d/l e/ e/.wh.x ");
  const Fd copy = folder("copy");
  const Result<Applied> applied = apply_to(copy, tar);
  ASSERT_TRUE(applied) << applied.error().text();
  EXPECT_TRUE(applied->self_contained);
  EXPECT_EQ(tree_of(copy), tree_of(root_));
  EXPECT_EQ(upper_tar(copy), tar);
}

// What the kernel itself leaves in an upper folder.
TEST_F(DiffTest, ARealOverlaysUpperFolderIsTheLayer) {
  const std::string path = outer_->path();
  for (const char* name : {"lower", "upper", "work", "merged"}) folder(name);
  const Fd lower = folder("lower");
  ASSERT_TRUE(apply_to(
      lower, Tar().folder("a").file("a/1", "1").file("a/2", "2").folder("b").file("b/x", "x").file("c", "c").text()));
  const pid_t child = ::fork();
  if (child == 0) {
    // In a mount namespace of its own: nothing stays mounted.
    if (::unshare(CLONE_NEWNS) < 0 || ::mount("", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) < 0) ::_exit(2);
    const std::string options = concat("lowerdir=", path, "/lower,upperdir=", path, "/upper,workdir=", path,
                                       "/work,redirect_dir=off,metacopy=off,index=off");
    if (::mount("overlay", (path + "/merged").c_str(), "overlay", 0, options.c_str()) < 0) ::_exit(2);
    const std::string script = concat("cd ", path, "/merged && rm a/1 && echo new > a/3 && rm -r b && mkdir b && ",
                                      "echo y > b/y && rm c && ln a/2 link && chmod 700 a");
    ::_exit(::system(script.c_str()) == 0 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  if (WEXITSTATUS(status) == 2) GTEST_SKIP() << "this file system or machine makes no overlay mounts";
  ASSERT_EQ(WEXITSTATUS(status), 0);
  const std::string tar = upper_tar(folder("upper"));
  EXPECT_EQ(names(tar), ".wh.c a/ a/.wh.1 a/2 a/3 b/ b/.wh..wh..opq b/y link=>a/2 ");
  ApplyOptions remove;
  remove.whiteouts = Whiteouts::kRemove;
  ASSERT_TRUE(apply_to(lower, tar, remove));
  EXPECT_EQ(tree_of(lower), "a/\na/2=2\na/3=new\n\nb/\nb/y=y\n\nlink=2\n");
}

TEST_F(DiffTest, TwoTreesGiveWhatChanged) {
  const std::string base = Tar()
                               .folder("same")
                               .file("same/f", "1")
                               .folder("deep")
                               .folder("deep/er")
                               .file("deep/er/changed", "1")
                               .file("deep/er/kept", "1")
                               .folder("gone")
                               .file("gone/f")
                               .file("to-folder")
                               .folder("to-file")
                               .symlink("l", "a")
                               .file("mode")
                               .text();
  const Fd before = folder("before");
  const Fd after = folder("after");
  ASSERT_TRUE(apply_to(before, base));
  ASSERT_TRUE(apply_to(after, base));
  EXPECT_EQ(names(trees_tar(before, after)), "");
  ApplyOptions remove;
  remove.whiteouts = Whiteouts::kRemove;
  ASSERT_TRUE(apply_to(after,
                       Tar()
                           .file("deep/er/changed", "22")
                           .file(".wh.gone")
                           .folder("to-folder")
                           .file("to-folder/in", "x")
                           .file("to-file", "now")
                           .symlink("l", "b")
                           .file("mode", "", 0600)
                           .file("new", "n")
                           .text(),
                       remove));
  const std::string tar = trees_tar(before, after);
  EXPECT_EQ(names(tar), ".wh.gone deep/ deep/er/ deep/er/changed l mode new to-file to-folder/ to-folder/in ");
  ASSERT_TRUE(apply_to(before, tar, remove));
  EXPECT_EQ(tree_of(before), tree_of(after));
  EXPECT_EQ(names(trees_tar(before, after)), "");
}

TEST_F(DiffTest, TheSameTreeGivesTheSameBytesWhateverTheOrderItWasMadeIn) {
  const Fd one = folder("one");
  const Fd two = folder("two");
  ASSERT_TRUE(apply_to(one, Tar().file("a", "1").file("b", "2").folder("c").text()));
  ASSERT_TRUE(apply_to(two, Tar().folder("c").file("b", "2").file("a", "1").text()));
  EXPECT_EQ(upper_tar(one), upper_tar(two));
}

TEST_F(DiffTest, LaterTimesAreClampedAndExcludedNamesLeftOut) {
  ASSERT_EQ(outcome(Tar().file("a", "1").folder("proc").file("proc/x").text()), "ok");
  DiffOptions options;
  options.clamp_time = 500;
  options.exclude = {"proc"};
  const std::string tar = upper_tar(root_, options);
  EXPECT_EQ(names(tar), "a ");
  const Fd copy = folder("copy");
  ASSERT_TRUE(apply_to(copy, tar));
  struct stat status;
  ASSERT_EQ(::fstatat(copy.get(), "a", &status, 0), 0);
  EXPECT_EQ(status.st_mtim.tv_sec, 500);
}

TEST_F(DiffTest, SocketsAndTheOverlaysXattrsAreLeftOut) {
  ASSERT_EQ(outcome(Tar().folder("d").text()), "ok");
  ASSERT_EQ(::lsetxattr(proc_path(root_, "d").c_str(), "trusted.overlay.origin", "x", 1, 0), 0);
  ASSERT_EQ(::mknodat(root_.get(), "socket", S_IFSOCK | 0600, 0), 0);
  EXPECT_EQ(names(upper_tar(root_)), "d/ ");
}

TEST_F(DiffTest, AWholeTreeComesBackAsItWas) {
  ASSERT_EQ(outcome(Tar().folder("d").file("d/f", "1").hard_link("g", "d/f").symlink("l", "/x").text()), "ok");
  StringSink sink;
  ASSERT_TRUE(tar_tree(root_, sink));
  const Fd copy = folder("copy");
  ASSERT_TRUE(apply_to(copy, sink.data));
  EXPECT_EQ(tree_of(copy), tree_of(root_));
}

}  // namespace
}  // namespace spec::layer
