#include "spec/runtime/subordinate_ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace spec::runtime {
namespace {

using ::testing::ElementsAre;

constexpr const char* kSubordinate = "other:1:5\nme:100000:10\nbroken\n1000:200000:5\n";

TEST(SubordinateIds, ComeAfterOnesOwn) {
  EXPECT_THAT(default_mappings(0, 1000, kSubordinate, "me", 1000),
              ElementsAre(IdMapping{0, 1000, 1}, IdMapping{1, 100000, 10}, IdMapping{11, 200000, 5}));
}

TEST(SubordinateIds, LieAroundOnesOwn) {
  EXPECT_THAT(default_mappings(4, 1000, kSubordinate, "me", 7),
              ElementsAre(IdMapping{0, 100000, 4}, IdMapping{4, 1000, 1}, IdMapping{5, 100004, 6}));
}

TEST(SubordinateIds, WithoutAnyOnesOwnIsAlone) {
  EXPECT_THAT(default_mappings(0, 1000, kSubordinate, "nobody", 9), ElementsAre(IdMapping{0, 1000, 1}));
}

}  // namespace
}  // namespace spec::runtime
