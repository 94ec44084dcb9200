#include "runtime/log/log.h"

#include <gmock/gmock.h>

namespace runtime::log {
namespace {

using ::testing::MatchesRegex;

TEST(Log, TextQuotesTheMessageAsLogrusDoes) {
  EXPECT_THAT(line(Format::kText, "warning", "a \"b\"\n"),
              MatchesRegex("time=\"[-0-9]+T[:0-9]+Z\" level=warning msg=\"a \\\\\"b\\\\\"\\\\n\"\n"));
}

TEST(Log, JsonIsOneObjectALine) {
  EXPECT_THAT(line(Format::kJson, "debug", "a \"b\""),
              MatchesRegex("\\{\"level\":\"debug\",\"msg\":\"a \\\\\"b\\\\\"\",\"time\":\"[-0-9]+T[:0-9]+Z\"\\}\n"));
}

TEST(Log, WithoutBeginDebugIsNowhere) {
  EXPECT_EQ(debug_file(), -1);
  debug("nothing ", 1);  // no file to write to
}

}  // namespace
}  // namespace runtime::log
