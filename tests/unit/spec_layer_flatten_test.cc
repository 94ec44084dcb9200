#include "spec/layer/flatten.h"

#include <gtest/gtest.h>

#include "spec/layer/tar_reader.h"
#include "tests/unit/layer_tools.h"

namespace spec::layer {
namespace {

using Lines = std::vector<std::string>;

LayerReader reader(const std::string& tar) {
  return [tar]() -> Result<std::unique_ptr<Source>> { return std::make_unique<StringSource>(tar); };
}

std::string line_of(const Entry& entry, const std::string& content) {
  switch (entry.kind) {
    case EntryKind::kFolder:
      return entry.path + (entry.mode == 0755 ? "" : " not 755");
    case EntryKind::kSymlink:
      return entry.path + "->" + entry.target;
    case EntryKind::kHardLink:
      return entry.path + " is " + entry.target;
    default:
      return content.empty() ? entry.path : entry.path + "=" + content;
  }
}

// The entries of what the layers come to, as they stand there.
Lines flat(const std::vector<std::string>& layers, std::size_t base = 0) {
  std::vector<LayerReader> readers;
  for (const std::string& layer : layers) readers.push_back(reader(layer));
  StringSink out;
  const Result<void> done = flatten(readers, base, out);
  if (!done) return {done.error().text()};
  StringSource source(out.data);
  Result<TarReader> tar = TarReader::open(source);
  Lines lines;
  Entry entry;
  while (*tar->next(entry)) {
    std::string content;
    if (entry.kind == EntryKind::kFile) {
      while (const auto block = *tar->next_block()) content += block->data;
    }
    lines.push_back(line_of(entry, content));
  }
  return lines;
}

TEST(Flatten, TheUppermostEntryOfAPathIsTaken) {
  EXPECT_EQ(flat({Tar().folder("a").file("a/x", "1").file("a/y", "1").text(),
                  Tar().folder("a", 0700).file("a/x", "2").text()}),
            (Lines{"a/ not 755", "a/y=1", "a/x=2"}));
}

TEST(Flatten, AWhiteoutHidesWhatIsBelowAndNothingOfItsLayer) {
  EXPECT_EQ(flat({Tar().folder("a").file("a/x", "1").folder("b").file("b/y", "1").text(),
                  Tar().file(".wh.a").folder("a").file("a/z", "2").file(".wh.b").text()}),
            (Lines{"a/", "a/z=2"}));
  EXPECT_EQ(flat({Tar().file("x", "1").text(), Tar().file("x", "2").file(".wh.x").text()}), (Lines{"x=2"}));
}

TEST(Flatten, AnOpaqueFolderHidesAllThatIsBelowInIt) {
  EXPECT_EQ(flat({Tar().folder("a").file("a/x", "1").folder("a/d").file("a/d/y", "1").text(),
                  Tar().folder("a").file("a/.wh..wh..opq").file("a/z", "2").text()}),
            (Lines{"a/", "a/z=2"}));
}

TEST(Flatten, AFileAndAFolderReplaceEachOther) {
  EXPECT_EQ(flat({Tar().folder("a").file("a/x", "1").file("b", "1").text(),
                  Tar().file("a", "2").folder("b").file("b/y", "2").text()}),
            (Lines{"b/", "a=2", "b/y=2"}));
}

TEST(Flatten, FoldersThatAreOnlyImpliedAreThere) {
  EXPECT_EQ(flat({Tar().file("a/b/x", "1").text()}), (Lines{"a/", "a/b/", "a/b/x=1"}));
}

TEST(Flatten, LinksToFoldersAreFollowedInsideTheRoot) {
  EXPECT_EQ(flat({Tar().folder("usr").folder("usr/lib").symlink("lib", "usr/lib").symlink("up", "../../usr").text(),
                  Tar().file("lib/x", "2").file("up/y", "2").text()}),
            (Lines{"usr/", "usr/lib/", "lib->usr/lib", "up->../../usr", "usr/lib/x=2", "usr/y=2"}));
}

TEST(Flatten, AFileKeepsItsNamesWhicheverLayersTheseAreFrom) {
  EXPECT_EQ(flat({Tar().file("a", "1").hard_link("b", "a").text(), Tar().hard_link("c", "b").text()}),
            (Lines{"a=1", "b is a", "c is a"}));
  // Its first name is another file's now.
  EXPECT_EQ(flat({Tar().file("a", "1").hard_link("b", "a").text(), Tar().file("a", "2").text()}),
            (Lines{"b=1", "a=2"}));
}

TEST(Flatten, ALinkToNothingIsAnError) {
  StringSink out;
  const Result<void> done = flatten({reader(Tar().hard_link("b", "a").text())}, 0, out);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().text(), "b: a hard link to a, which is missing");
}

TEST(Flatten, APathThroughAFileOfItsLayerIsAnError) {
  StringSink out;
  EXPECT_FALSE(flatten({reader(Tar().file("a", "1").file("a/b", "1").text())}, 0, out));
}

TEST(Flatten, LinksInACircleAreAnError) {
  StringSink out;
  EXPECT_FALSE(flatten({reader(Tar().symlink("a", "b").symlink("b", "a").file("a/x", "1").text())}, 0, out));
}

TEST(Flatten, AboveABaseOnlyWhatIsDifferent) {
  const std::string base = Tar().folder("a").file("a/x", "1").file("a/y", "1").folder("b").file("b/z", "1").text();
  EXPECT_EQ(flat({base, Tar().file("a/x", "2").text(), Tar().file("a/x", "3").file("a/n", "3").text()}, 1),
            (Lines{"a/", "a/x=3", "a/n=3"}));
  // What is gone has a whiteout, what came and went has none.
  EXPECT_EQ(flat({base, Tar().file("a/n", "2").file("a/.wh.x").text(), Tar().file("a/.wh.n").file(".wh.b").text()}, 1),
            (Lines{".wh.b", "a/", "a/.wh.x"}));
}

TEST(Flatten, AboveABaseAFolderThatCameAnewIsOpaque) {
  const std::string base = Tar().folder("a").file("a/x", "1").text();
  EXPECT_EQ(flat({base, Tar().file(".wh.a").text(), Tar().folder("a", 0700).file("a/y", "2").text()}, 1),
            (Lines{"a/ not 755", "a/.wh..wh..opq", "a/y=2"}));
}

TEST(Flatten, AboveABaseANewNameBringsItsFile) {
  EXPECT_EQ(flat({Tar().file("a", "1").file("u", "1").text(), Tar().hard_link("b", "a").text()}, 1),
            (Lines{"a=1", "b is a"}));
}

}  // namespace
}  // namespace spec::layer
