#include "imagetool/local/cells.h"

#include <gtest/gtest.h>

#include "spec/base/timestamp.h"

namespace imagetool::local {
namespace {

TEST(Cells, IdsAreTwelveDigitsOrWhole) {
  const spec::image::Digest id = spec::image::digest_of("x");
  EXPECT_EQ(id_cell(id, false), "2d711642b726");
  EXPECT_EQ(id_cell(id, true), "sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881");
}

TEST(Cells, TimesAreForPeople) {
  std::timespec time = now();
  time.tv_sec -= 3 * 86400;
  EXPECT_EQ(since_cell(format_time(time)), "3 days ago");
  EXPECT_EQ(at_cell("2026-01-02T05:04:05.123+02:00"), "2026-01-02 03:04:05 +0000 UTC");
  for (const char* none : {"", "yesterday", "0001-01-01T00:00:00Z"}) {
    EXPECT_EQ(since_cell(none), "N/A");
    EXPECT_EQ(at_cell(none), "N/A");
  }
}

TEST(Cells, TextIsCutByCharactersAndCannotMoveTheCursor) {
  EXPECT_EQ(text_cell("short", 5, false), "short");
  EXPECT_EQ(text_cell("longer", 5, false), "long…");
  EXPECT_EQ(text_cell("longer", 5, true), "longer");
  EXPECT_EQ(text_cell("äöüß…x", 5, false), "äöüß…");
  EXPECT_EQ(text_cell("a\x1b[2Jb\tc\nd\x7f", 0, true), "a [2Jb c d ");
}

}  // namespace
}  // namespace imagetool::local
