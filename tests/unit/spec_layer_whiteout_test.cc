#include "tests/unit/layer_tools.h"

namespace spec::layer {
namespace {

class Whiteout : public LayerTest {
 protected:
  // Layers one over another in one folder.
  std::string flattened(std::vector<std::string> tars) {
    ApplyOptions options;
    options.whiteouts = Whiteouts::kRemove;
    for (std::string& tar : tars) {
      const Result<Applied> applied = apply_to(root_, std::move(tar), options);
      if (!applied) return applied.error().text();
    }
    return tree_of(root_);
  }
  std::string marked(std::string tar) {
    const std::string result = outcome(std::move(tar));
    return result == "ok" ? tree_of(root_) : result;
  }
  static std::string base() {
    return Tar().folder("d").file("d/a", "1").folder("d/sub").file("d/sub/x", "1").file("f", "1").text();
  }
};

TEST_F(Whiteout, IsADeviceEvenWhenNoLowerLayerIsThere) {
  EXPECT_EQ(marked(Tar().folder("d").file("d/.wh.a").file(".wh.f").text()), "d/\nd/a whiteout\nf whiteout\n");
}

TEST_F(Whiteout, OfAllIsAnOpaqueFolder) {
  EXPECT_EQ(marked(Tar().folder("d").file("d/.wh..wh..opq").file("d/new", "2").text()), "d/ opaque\nd/new=2\n");
}

TEST_F(Whiteout, HidesNoEntryOfItsOwnLayerInAnyOrder) {
  EXPECT_EQ(marked(Tar().file(".wh.f").file("f", "2").text()), "f=2\n");
  EXPECT_EQ(marked(Tar().file("g", "2").file(".wh.g").text()), "f=2\ng=2\n");
}

TEST_F(Whiteout, MakesAFolderOfItsOwnLayerOpaqueInAnyOrder) {
  EXPECT_EQ(marked(Tar().file(".wh.d").folder("d").file("d/n", "2").text()), "d/ opaque\nd/n=2\n");
  EXPECT_EQ(marked(Tar().folder("e").file("e/n", "2").file(".wh.e").text()), "d/ opaque\nd/n=2\ne/ opaque\ne/n=2\n");
  // Implied, too.
  EXPECT_EQ(marked(Tar().file(".wh.i").file("i/n", "2").file(".wh.d").file(".wh.e").text()),
            "d/ opaque\nd/n=2\ne/ opaque\ne/n=2\ni/ opaque\ni/n=2\n");
}

TEST_F(Whiteout, AufsBookkeepingIsLeftOut) {
  EXPECT_EQ(marked(Tar().folder(".wh..wh.plnk").file(".wh..wh.plnk/1.2", "x").file(".wh..wh.aufs").text()), "");
}

TEST_F(Whiteout, RemovesFromOneFolder) {
  EXPECT_EQ(flattened({base(), Tar().file(".wh.f").folder("d").file("d/.wh.sub").text()}), "d/\nd/a=1\n");
  EXPECT_EQ(flattened({Tar().file(".wh.d").file(".wh.never-there").text()}), "");
}

TEST_F(Whiteout, OfAllRemovesWhatLowerLayersHave) {
  EXPECT_EQ(flattened({base(), Tar().folder("d").file("d/.wh..wh..opq").file("d/n", "2").text()}), "d/\nd/n=2\nf=1\n");
}

TEST_F(Whiteout, RemovesNoEntryOfItsOwnLayerInAnyOrder) {
  EXPECT_EQ(flattened({base(), Tar()
                                   .folder("d")
                                   .file("d/n", "2")
                                   .folder("d/sub")
                                   .file("d/sub/y", "2")
                                   .file("d/.wh..wh..opq")
                                   .file("f", "2")
                                   .file(".wh.f")
                                   .text()}),
            "d/\nd/n=2\nd/sub/\nd/sub/y=2\nf=2\n");
  // Through a link: the same folder under another name.
  EXPECT_EQ(flattened({base(), Tar().symlink("l", "d").file("l/own", "3").file(".wh.d").text()}),
            "d/\nd/own=3\nf=1\nl->d\n");
}

TEST_F(Whiteout, TheRootsOpaqueMarkNeedsTheLayersBelow) {
  const Fd lower = folder("lower");
  ASSERT_TRUE(apply_to(lower, base()));
  const std::string tar = Tar().file(".wh..wh..opq").file("f", "2").text();
  const Result<Applied> alone = apply_to(root_, tar);
  ASSERT_TRUE(alone);
  EXPECT_FALSE(alone->self_contained);
  const Fd upper = folder("upper");
  ApplyOptions options;
  options.parents = {lower};
  ASSERT_TRUE(apply_to(upper, tar, options));
  EXPECT_EQ(tree_of(upper), "d whiteout\nf=2\n");
}

}  // namespace
}  // namespace spec::layer
