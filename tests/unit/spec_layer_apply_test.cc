#include <sys/xattr.h>

#include "tests/unit/layer_tools.h"

namespace spec::layer {
namespace {

class Apply : public LayerTest {
 protected:
  std::string xattr(const std::string& path, const char* name) {
    char value[100];
    const ssize_t n = ::lgetxattr(proc_path(root_, path).c_str(), name, value, sizeof value);
    return n < 0 ? ::strerrorname_np(errno) : std::string(value, static_cast<std::size_t>(n));
  }
};

TEST_F(Apply, MakesEveryKindOfEntry) {
  Entry fifo;
  fifo.path = "d/fifo";
  fifo.kind = EntryKind::kFifo;
  fifo.mode = 0622;
  Entry device;
  device.path = "d/null";
  device.kind = EntryKind::kCharDevice;
  device.mode = 0666;
  device.device = makedev(1, 3);
  const Result<Applied> applied = apply_to(root_, Tar()
                                                      .folder("d", 01777)
                                                      .file("d/f", "text", 0640)
                                                      .symlink("d/l", "/etc/passwd")
                                                      .hard_link("d/h", "d/f")
                                                      .entry(fifo)
                                                      .entry(device)
                                                      .text());
  ASSERT_TRUE(applied) << applied.error().text();
  EXPECT_TRUE(applied->self_contained);
  EXPECT_EQ(applied->entries, 6u);
  EXPECT_EQ(applied->bytes, 4u);
  EXPECT_EQ(tree_of(root_), "d/\nd/f=text\nd/fifo special\nd/h=text\nd/l->/etc/passwd\nd/null special\n");
  EXPECT_EQ(status_of("d").st_mode, mode_t{S_IFDIR | 01777});
  EXPECT_EQ(status_of("d/f").st_mode, mode_t{S_IFREG | 0640});
  EXPECT_EQ(status_of("d/fifo").st_mode, mode_t{S_IFIFO | 0622});
  EXPECT_EQ(status_of("d/null").st_mode, mode_t{S_IFCHR | 0666});
  EXPECT_EQ(status_of("d/null").st_rdev, makedev(1, 3));
  EXPECT_EQ(status_of("d/h").st_ino, status_of("d/f").st_ino);
}

TEST_F(Apply, OwnersModesTimesAndXattrsAreTheEntrys) {
  Entry file;
  file.path = "d/f";
  file.mode = 06755;
  file.uid = 1234;
  file.gid = 3000000;
  file.mtime = {1234567890, 0};
  // A capability that is valid (VFS_CAP_REVISION_2, CAP_NET_RAW).
  const std::string capability("\x01\x00\x00\x02\x00\x20\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", 20);
  file.xattrs = {{"user.a", "b"}, {"security.capability", capability}};
  Entry folder = file;
  folder.path = "d";
  folder.kind = EntryKind::kFolder;
  folder.mode = 02555;
  folder.xattrs = {{"user.d", "e"}};
  Entry link = file;
  link.path = "d/l";
  link.kind = EntryKind::kSymlink;
  link.target = "f";
  link.xattrs.clear();
  ASSERT_EQ(outcome(Tar().entry(folder).entry(file, "x").entry(link).file("d/plain").folder("d/sub").text()), "ok");
  EXPECT_EQ(status_of("d/f").st_mode, mode_t{S_IFREG | 06755});
  EXPECT_EQ(status_of("d").st_mode, mode_t{S_IFDIR | 02555});
  for (const char* path : {"d", "d/f", "d/l"}) {
    EXPECT_EQ(status_of(path).st_uid, 1234u) << path;
    EXPECT_EQ(status_of(path).st_gid, 3000000u) << path;
    EXPECT_EQ(status_of(path).st_mtim.tv_sec, 1234567890) << path;
  }
  EXPECT_EQ(xattr("d/f", "user.a"), "b");
  EXPECT_EQ(xattr("d/f", "security.capability"), capability);
  EXPECT_EQ(xattr("d", "user.d"), "e");
  // In a setgid folder the kernel would give another group, and folders the bit.
  EXPECT_EQ(status_of("d/plain").st_gid, 0u);
  EXPECT_EQ(status_of("d/sub").st_gid, 0u);
  EXPECT_EQ(status_of("d/sub").st_mode, mode_t{S_IFDIR | 0755});
}

TEST_F(Apply, TheUmaskDoesNotCount) {
  const mode_t old = ::umask(0077);
  EXPECT_EQ(outcome(Tar().folder("d", 0777).file("d/f", "", 0666).text()), "ok");
  ::umask(old);
  EXPECT_EQ(status_of("d").st_mode & 07777, 0777u);
  EXPECT_EQ(status_of("d/f").st_mode & 07777, 0666u);
}

TEST_F(Apply, TheRootGetsAttributesOfItsOwnEntry) {
  EXPECT_EQ(outcome(Tar().folder("./", 0711).file("./a").text()), "ok");
  EXPECT_EQ(status_of(".").st_mode & 07777, 0711u);
  EXPECT_EQ(status_of(".").st_mtim.tv_sec, 1000000000);
}

TEST_F(Apply, ALaterEntryTakesTheEarliersPlace) {
  EXPECT_EQ(outcome(Tar()
                        .file("a", "1")
                        .file("a", "2")
                        .folder("b")
                        .file("b/x")
                        .file("b", "now a file")
                        .file("c")
                        .folder("c")
                        .file("c/y", "in it")
                        .symlink("d", "c")
                        .file("d", "no link")
                        .folder("e")
                        .file("e/z", "stays")
                        .folder("e", 0700)
                        .hard_link("f", "a")
                        .hard_link("f", "e/z")
                        .text()),
            "ok");
  EXPECT_EQ(tree_of(root_), "a=2\nb=now a file\nc/\nc/y=in it\nd=no link\ne/\ne/z=stays\nf=stays\n");
  EXPECT_EQ(status_of("e").st_mode & 07777, 0700u);
}

TEST_F(Apply, ALinkInTheMiddleOfAPathLeadsInsideTheRoot) {
  EXPECT_EQ(outcome(Tar().folder("usr").folder("usr/lib").symlink("lib", "/usr/lib").file("lib/x", "1").text()), "ok");
  EXPECT_EQ(tree_of(root_), "lib->/usr/lib\nusr/\nusr/lib/\nusr/lib/x=1\n");
  // Its target need not be there yet.
  EXPECT_EQ(outcome(Tar().symlink("run", "var/run").file("run/pid", "7").text()), "ok");
  EXPECT_EQ(*read_file(root_, "var/run/pid", 10), "7");
}

TEST_F(Apply, ManyFilesCostFewCalls) {
  // 300 files in two folders by turns, and with them 127 levels.
  Tar tar;
  std::string path;
  for (int i = 0; i < 127; ++i) tar.folder(path += (path.empty() ? "d" : "/d"));
  for (int i = 0; i < 300; ++i) tar.file(concat(i % 2 == 0 ? path : "d", "/f", i), concat(i));
  EXPECT_EQ(outcome(tar.text()), "ok");
  EXPECT_EQ(*read_file(root_, path + "/f298", 10), "298");
}

TEST_F(Apply, SparseFilesKeepTheirLength) {
  // pax GNU.sparse 1.0: one piece at 4096, the length is 10000.
  const std::string file = outer_->path() + "/sparse";
  const Result<Fd> sparse = open_at(FdRef::cwd(), file, O_RDWR | O_CREAT, 0644);
  ASSERT_EQ(::ftruncate(sparse->get(), 10 << 20), 0);
  ASSERT_EQ(::pwrite(sparse->get(), "data", 4, 1 << 20), 4);
  const std::string command =
      concat("tar -C ", outer_->path(), " --sparse --format=pax -cf ", outer_->path(), "/t sparse");
  ASSERT_EQ(::system(command.c_str()), 0);
  EXPECT_EQ(outcome(*read_file(outer_->path() + "/t", 1 << 22)), "ok");
  const Result<std::string> copy = read_file(root_, "sparse", 11 << 20);
  ASSERT_EQ(copy->size(), 10u << 20);
  EXPECT_EQ(copy->substr(1 << 20, 4), "data");
  EXPECT_LT(status_of("sparse").st_blocks * 512, 1 << 20);
}

}  // namespace
}  // namespace spec::layer
