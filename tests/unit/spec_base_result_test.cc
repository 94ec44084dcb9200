#include "spec/base/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace base {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return fail("odd").with_hint("give an even number");
  return number / 2;
}

Result<int> quarter(int number) {
  const int once = TRY_STEP("first", half(number));
  return TRY_STEP("second", half(once));
}

Result<void> check(int number) {
  TRY(quarter(number));
  return {};
}

TEST(Result, TryPassesValuesAndErrorsOn) {
  EXPECT_EQ(*quarter(8), 2);
  EXPECT_EQ(quarter(7).error().text(), "first: odd (give an even number)");
  EXPECT_EQ(quarter(6).error().text(), "second: odd (give an even number)");
  EXPECT_TRUE(check(4));
  EXPECT_EQ(check(6).error().text(), "second: odd (give an even number)");
}

TEST(Result, StepsStandFromTheOutsideIn) {
  Error error = fail_errno("proc", EACCES).step("mounts").step("init");
  EXPECT_EQ(error.text(), "init: mounts: proc: Permission denied");
  EXPECT_EQ(error.number, EACCES);
}

TEST(Result, TheInnermostHintWins) { EXPECT_EQ(fail("x").with_hint("inner").with_hint("outer").text(), "x (inner)"); }

TEST(Result, MoveOnlyValuesAreMovedOut) {
  const auto make = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(7); };
  const auto pass = [&]() -> Result<std::unique_ptr<int>> {
    std::unique_ptr<int> value = TRY(make());
    return value;
  };
  EXPECT_EQ(**pass(), 7);
}

}  // namespace
}  // namespace base
