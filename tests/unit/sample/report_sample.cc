// Tests that pass, fail and are skipped, for the comparison of their report
// with that of the same tests in CMocka (report_sample.c).
#include <gtest/gtest.h>

#define FILE_OF_BOTH "report_sample.c"

TEST(First, passes) {}
TEST(First, fails) { ADD_FAILURE_AT(FILE_OF_BOTH, 13) << "0x1 != 0x2"; }
TEST(First, fails_silently) { ADD_FAILURE_AT(FILE_OF_BOTH, 17); }
TEST(First, is_skipped) { GTEST_SKIP(); }
TEST(Second, prints) { std::puts("hello"); }
TEST(Third, is_skipped) { GTEST_SKIP(); }
TEST(Third, passes) {}
