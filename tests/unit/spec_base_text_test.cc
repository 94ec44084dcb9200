#include "spec/base/text.h"

#include <gtest/gtest.h>

#include "spec/base/timestamp.h"

namespace base {
namespace {

using Parts = std::vector<std::string>;

TEST(Text, Splitting) {
  EXPECT_EQ(split("a,,b,", ','), (Parts{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), Parts{""});
  EXPECT_EQ(split_words("  a \t b\n"), (Parts{"a", "b"}));
  EXPECT_EQ(join({"a", "b"}, ", "), "a, b");
  EXPECT_EQ(trim(" \ta b\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
}

TEST(Text, NumbersAreWholeAndBounded) {
  EXPECT_EQ(parse_number<std::uint32_t>("4294967295"), 4294967295U);
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "1:", "4294967296", "0x1", "1e3"}) {
    EXPECT_FALSE(parse_number<std::uint32_t>(text)) << text;
  }
  EXPECT_EQ(parse_number<int>("-1"), -1);
  EXPECT_EQ(parse_octal("1777"), 01777U);
  EXPECT_FALSE(parse_octal("8"));
}

TEST(Timestamp, ReadsWhatOthersWrite) {
  const auto seconds = [](const char* text) { return parse_time(text).value_or(std::timespec{-1, -1}).tv_sec; };
  EXPECT_EQ(seconds("1970-01-01T00:01:00Z"), 60);
  EXPECT_EQ(seconds("1970-01-01T02:00:00.5+02:00"), 0);
  EXPECT_EQ(parse_time("1970-01-01T00:00:00.123456789Z")->tv_nsec, 123456789);
  EXPECT_EQ(seconds("0001-01-01T00:00:00Z"), -62135596800);
  for (const char* text : {"", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01T00:00:00+2:00", "yesterday"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

TEST(Timestamp, WritesTheShortestForm) {
  EXPECT_EQ(format_time({0, 0}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_time({0, 120'000'000}), "1970-01-01T00:00:00.12Z");
}

}  // namespace
}  // namespace base
