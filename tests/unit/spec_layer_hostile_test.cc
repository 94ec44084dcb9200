// Layers that attack whoever unpacks them (CVE numbers name where it was seen).

#include <sys/xattr.h>

#include "tests/unit/layer_tools.h"

namespace spec::layer {
namespace {

class HostileLayer : public LayerTest {
 protected:
  // The same attack on both forms: on an empty root, layer by layer.
  std::string in_one_folder(std::vector<std::string> tars) {
    ApplyOptions options;
    options.whiteouts = Whiteouts::kRemove;
    for (std::string& tar : tars) {
      const Result<Applied> applied = apply_to(root_, std::move(tar), options);
      if (!applied) return applied.error().text();
    }
    return "ok";
  }
  bool outside_has(const std::string& name) {
    struct stat status;
    return ::fstatat(outer_->fd().get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
  }
};

TEST_F(HostileLayer, PathsThatLeaveTheRootAreErrors) {
  EXPECT_NE(outcome(Tar().file("../x").text()).find("leaves the layer's root"), std::string::npos);
  EXPECT_NE(outcome(Tar().file("a/../../x").text()).find("leaves the layer's root"), std::string::npos);
  EXPECT_NE(outcome(Tar().file("..").text()).find("leaves the layer's root"), std::string::npos);
  EXPECT_NE(outcome(Tar().file("a").hard_link("b", "../victim").text()).find("leaves"), std::string::npos);
  EXPECT_FALSE(outside_has("x"));
}

TEST_F(HostileLayer, AbsolutePathsAreInsideTheRoot) {
  EXPECT_EQ(outcome(Tar().file("/x", "1").folder("//y/./").file("y/../z", "2").text()), "ok");
  EXPECT_EQ(tree_of(root_), "x=1\ny/\nz=2\n");
}

TEST_F(HostileLayer, TheRootNeverChangesItsType) {
  for (const char* path : {".", "./", "/", "a/.."}) {
    EXPECT_NE(outcome(Tar().symlink(path, "/tmp").text()).find("the root is a folder"), std::string::npos) << path;
    EXPECT_NE(outcome(Tar().file("f").hard_link(path, "f").text()).find("the root is a folder"), std::string::npos);
  }
  // (A file's name with a "/" at its end is a folder's: so it was before ustar.)
  EXPECT_NE(outcome(Tar().file(".").text()).find("the root is a folder"), std::string::npos);
  EXPECT_NE(outcome(Tar().file("a/..").text()).find("the root is a folder"), std::string::npos);
  EXPECT_NE(outcome(Tar().hard_link("x", "/").text()).find("a hard link to the root"), std::string::npos);
}

// CVE-2021-29136, CVE-2020-10696: a link first, then something through it.
TEST_F(HostileLayer, LinksDoNotLeadOutside) {
  for (const char* target : {"/", "..", "../..", "/../..", "../../../../../.."}) {
    Fd fresh = folder(concat("root-", std::hash<std::string>()(target)));
    StringSource tar(Tar().symlink("a", target).file("a/planted", "x").text());
    ASSERT_TRUE(apply(tar, fresh));
    EXPECT_FALSE(outside_has("planted")) << target;
    EXPECT_EQ(*read_file(fresh, "planted", 10), "x") << target;
  }
  EXPECT_NE(::access("/planted", F_OK), 0);
}

TEST_F(HostileLayer, AFileIsNotWrittenThroughALink) {
  const std::string victim = outer_->path() + "/victim";
  EXPECT_EQ(outcome(Tar().symlink("f", victim).file("f", "overwritten", 0777).text()), "ok");
  EXPECT_EQ(tree_of(root_), "f=overwritten\n");
  EXPECT_EQ(in_one_folder({Tar().symlink("g", victim).text(), Tar().file("g", "overwritten").text()}), "ok");
  EXPECT_EQ(in_one_folder({Tar().symlink("d", outer_->path()).text(), Tar().folder("d").file("d/victim", "x").text()}),
            "ok");
  EXPECT_EQ(*read_file(root_, "d/victim", 10), "x");
}

TEST_F(HostileLayer, AnExistingFifoOrDeviceIsReplacedNotOpened) {
  Entry fifo;
  fifo.path = "f";
  fifo.kind = EntryKind::kFifo;
  EXPECT_EQ(outcome(Tar().entry(fifo).file("f", "a file").text()), "ok");
  EXPECT_EQ(tree_of(root_), "f=a file\n");
}

TEST_F(HostileLayer, HardLinksStayInsideAndDoNotFollow) {
  const std::string victim = outer_->path() + "/victim";
  // The link's target is a symbolic link: it is linked, not what it names.
  EXPECT_EQ(outcome(Tar().symlink("s", victim).hard_link("h", "s").file("h", "overwritten").text()), "ok");
  // Through a folder that is a link.
  EXPECT_EQ(in_one_folder({Tar().symlink("dir", outer_->path()).hard_link("stolen", "dir/victim").text()}).substr(0, 6),
            "stolen");
  struct stat status;
  EXPECT_NE(::fstatat(root_.get(), "stolen", &status, 0), 0);
  EXPECT_EQ(::stat(victim.c_str(), &status), 0);
  EXPECT_EQ(status.st_nlink, 1u);
}

TEST_F(HostileLayer, AHardLinkToAFolderOrToItselfIsAnError) {
  EXPECT_NE(outcome(Tar().folder("d").hard_link("h", "d").text()), "ok");
  EXPECT_NE(outcome(Tar().file("f").hard_link("f", "f").text()), "ok");
}

// CVE-2021-32760: the mode of a file outside, changed through a link.
TEST_F(HostileLayer, ModesOwnersAndTimesDoNotGoThroughLinks) {
  const std::string victim = outer_->path() + "/victim";
  struct stat before;
  ASSERT_EQ(::stat(victim.c_str(), &before), 0);
  Entry link;
  link.path = "l";
  link.kind = EntryKind::kSymlink;
  link.target = victim;
  link.mode = 04777;
  link.uid = 4321;
  link.xattrs = {{"trusted.x", "y"}};
  Entry hard = link;
  hard.path = "h";
  hard.kind = EntryKind::kHardLink;
  hard.target = "l";
  EXPECT_EQ(outcome(Tar().entry(link).entry(hard).text()), "ok");
  EXPECT_EQ(in_one_folder({Tar().symlink("d", outer_->path()).text(), Tar().folder("d", 0777).text()}), "ok");
  struct stat after;
  ASSERT_EQ(::stat(victim.c_str(), &after), 0);
  EXPECT_EQ(before.st_mode, after.st_mode);
  EXPECT_EQ(before.st_uid, after.st_uid);
  EXPECT_EQ(before.st_mtim.tv_sec, after.st_mtim.tv_sec);
  EXPECT_LT(::lgetxattr(victim.c_str(), "trusted.x", nullptr, 0), 0);
  ASSERT_EQ(::stat(outer_->path().c_str(), &after), 0);
  EXPECT_EQ(after.st_mode & 07777, 0700u);
}

// A folder's time is set at the end, when its path may lead elsewhere.
TEST_F(HostileLayer, AFoldersTimeIsNotSetThroughALink) {
  EXPECT_EQ(outcome(Tar().folder("a").symlink("l", "a").folder("l/d").symlink("a/d", outer_->path()).text()), "ok");
  struct stat status;
  ASSERT_EQ(::fstat(outer_->fd().get(), &status), 0);
  EXPECT_NE(status.st_mtim.tv_sec, 1000000000);
}

// CVE-2026-42306: a live container puts a link where a folder was made a moment ago.
TEST_F(HostileLayer, ANameThatHasBecomeALinkIsNotFollowed) {
  ASSERT_EQ(::mkdirat(outer_->fd().get(), "kept", 0700), 0);
  ASSERT_EQ(::symlinkat("../kept", root_.get(), "a"), 0);
  Folder parent;
  parent.fd = *open_dir(root_, ".", O_PATH);
  Entry entry;
  entry.path = "a";
  entry.kind = EntryKind::kFolder;
  entry.mode = 0777;
  entry.uid = ::geteuid();
  entry.gid = ::getegid();
  // Kernels before 6.6 let a link have a mode of its own, the others refuse.
  static_cast<void>(static_cast<bool>(Attributes::of_process().set_by_name(parent, "a", entry)));
  struct stat status;
  ASSERT_EQ(::fstatat(outer_->fd().get(), "kept", &status, 0), 0);
  EXPECT_EQ(status.st_mode & 07777, 0700u);
}

TEST_F(HostileLayer, ATarThatIsNoLayerHasNoWhiteouts) {
  ApplyOptions options;
  options.whiteouts = Whiteouts::kNone;
  options.keep_kinds = true;
  ASSERT_TRUE(apply_to(root_, Tar().folder("a").file("a/b").file("a/.wh.b").file(".wh..wh..opq").text(), options));
  EXPECT_EQ(tree_of(root_), ".wh..wh..opq=\na/\na/.wh.b=\na/b=\n");
  const auto error = [&](Tar tar) { return apply_to(root_, tar.text(), options).error().text(); };
  EXPECT_EQ(error(Tar().file("a")), "cannot overwrite directory \"a\" with non-directory");
  EXPECT_EQ(error(Tar().folder("a/b")), "cannot overwrite non-directory \"a/b\" with directory");
  EXPECT_EQ(error(Tar().hard_link("a", "a/b")), "cannot overwrite directory \"a\" with non-directory");
}

TEST_F(HostileLayer, WhiteoutsOfNothingAreErrors) {
  for (const char* path : {".wh.", "/.wh.", "etc/.wh.", ".wh..", ".wh...", "etc/.wh...", "etc/.wh.."}) {
    EXPECT_NE(outcome(Tar().folder("etc").file(path).text()).find("a whiteout of nothing"), std::string::npos) << path;
    EXPECT_NE(in_one_folder({Tar().folder("etc").file(path).text()}), "ok") << path;
  }
  EXPECT_NE(outcome(Tar().folder(".wh.x").file(".wh.x/y").text()).find("a whiteout holds nothing"), std::string::npos);
}

TEST_F(HostileLayer, AWhiteoutThroughALinkRemovesNothingOutside) {
  EXPECT_EQ(in_one_folder({Tar().symlink("link", outer_->path()).symlink("up", "..").text(),
                           Tar().file("link/.wh.victim").file("up/.wh.victim").file(".wh.link").text()}),
            "ok");
  EXPECT_TRUE(outside_has("victim"));
  EXPECT_EQ(in_one_folder({Tar().symlink("link", outer_->path()).text(), Tar().file("link/.wh..wh..opq").text()}),
            "ok");
  EXPECT_TRUE(outside_has("victim"));
}

TEST_F(HostileLayer, AWhiteoutOfAFolderDoesNotFollowTheLinksInIt) {
  EXPECT_EQ(
      in_one_folder({Tar().folder("d").symlink("d/l", outer_->path()).file("d/f").text(), Tar().file(".wh.d").text()}),
      "ok");
  EXPECT_TRUE(outside_has("victim"));
  EXPECT_EQ(tree_of(root_), "");
}

TEST_F(HostileLayer, TheOverlaysOwnXattrsAreDropped) {
  for (const EntryKind kind : {EntryKind::kFolder, EntryKind::kFile}) {
    Entry entry;
    entry.path = kind == EntryKind::kFolder ? "d" : "f";
    entry.kind = kind;
    entry.mode = 0755;
    // The writer refuses them, so they are put in by hand, of the same length.
    for (const char* name : {"trusted.overlay.opaque", "trusted.overlay.redirect", "user.overlay.opaque"}) {
      entry.xattrs = {{std::string(std::string_view(name).size(), 'u').replace(0, 5, "user."), "y"}};
      std::string hostile = Tar().entry(entry).text();
      const std::string placeholder = entry.xattrs.begin()->first;
      hostile.replace(hostile.find(placeholder), placeholder.size(), name);
      ASSERT_EQ(outcome(hostile), "ok");
      EXPECT_LT(::lgetxattr(proc_path(root_, entry.path).c_str(), name, nullptr, 0), 0) << entry.path << ": " << name;
    }
    entry.xattrs = {{"user.kept", "1"}};
    ASSERT_EQ(outcome(Tar().entry(entry).text()), "ok");
    EXPECT_EQ(::lgetxattr(proc_path(root_, entry.path).c_str(), "user.kept", nullptr, 0), 1);
  }
}

TEST_F(HostileLayer, EntriesThatFlipBetweenFileAndFolder) {
  EXPECT_EQ(in_one_folder({Tar().folder("a").file("a/b").file("c").text(),
                           Tar().file("a", "file").folder("c").file("c/d", "x").text()}),
            "ok");
  EXPECT_EQ(tree_of(root_), "a=file\nc/\nc/d=x\n");
  EXPECT_NE(outcome(Tar().file("f").file("f/below").text()).find("Not a directory"), std::string::npos);
}

TEST_F(HostileLayer, ALoopOfLinksEnds) {
  EXPECT_NE(outcome(Tar().symlink("a", "b").symlink("b", "a").file("a/x").text()), "ok");
  Tar tar;
  for (int i = 0; i < 60; ++i) tar.symlink(concat("l", i), concat("l", i + 1, "/.."));
  EXPECT_NE(outcome(tar.file("l0/x").text()), "ok");
}

TEST_F(HostileLayer, NamesThatAreTooLongAreErrors) {
  EXPECT_NE(outcome(Tar().file(std::string(300, 'n')).text()).find("File name too long"), std::string::npos);
  EXPECT_NE(outcome(Tar().symlink("empty", "").text()), "ok");
}

}  // namespace
}  // namespace spec::layer
