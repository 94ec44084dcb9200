#include <gtest/gtest.h>

#include "runtime/process/detach_keys.h"
#include "runtime/supervision/log_entry.h"
#include "runtime/supervision/log_reader.h"
#include "runtime/supervision/settings.h"
#include "runtime/supervision/status.h"
#include "runtime/supervisor/restart.h"

namespace runtime::supervision {
namespace {

using namespace std::chrono_literals;
using supervisor::RestartManager;

TEST(RestartPolicy, HasDockersWords) {
  EXPECT_EQ(parse_restart("no")->policy, Policy::kNo);
  EXPECT_EQ(parse_restart("always")->policy, Policy::kAlways);
  EXPECT_EQ(parse_restart("unless-stopped")->policy, Policy::kUnlessStopped);
  EXPECT_EQ(parse_restart("on-failure")->most, 0U);
  EXPECT_EQ(parse_restart("on-failure:3")->most, 3U);
  EXPECT_EQ(parse_restart("on-failure:x").error().message,
            "invalid restart policy format: \"on-failure:x\": the count must be a number");
  EXPECT_EQ(parse_restart("always:3").error().message,
            "maximum retry count cannot be used with restart policy 'always'");
  EXPECT_EQ(parse_restart("").error().message, "invalid restart policy \"\"");
}

TEST(RestartManager, WaitsTwiceAsLongEachTimeUpToAMinute) {
  RestartManager manager({Policy::kAlways, 0});
  EXPECT_EQ(manager.next(0, 1ms), 100ms);
  EXPECT_EQ(manager.next(0, 1ms), 200ms);
  EXPECT_EQ(manager.next(0, 9999ms), 400ms);
  for (int i = 0; i < 10; ++i) (void)manager.next(0, 1ms);
  EXPECT_EQ(manager.next(0, 1ms), 60s);
  EXPECT_EQ(manager.next(0, 10s), 100ms);
  EXPECT_EQ(manager.count(), 15U);
}

TEST(RestartManager, CountsFailures) {
  RestartManager manager({Policy::kOnFailure, 2});
  EXPECT_EQ(manager.next(0, 1ms), std::nullopt);
  EXPECT_TRUE(manager.next(1, 1ms));
  EXPECT_TRUE(manager.next(1, 1ms));
  EXPECT_EQ(manager.next(1, 1ms), std::nullopt);
  EXPECT_EQ(RestartManager({Policy::kNo, 0}).next(1, 1ms), std::nullopt);
}

TEST(DetachKeys, AreReadAsDockers) {
  EXPECT_EQ(*process::parse_detach_keys("ctrl-p,ctrl-q"), "\x10\x11");
  EXPECT_EQ(*process::parse_detach_keys("ctrl-@,a,ctrl-_"), std::string("\0a\x1f", 3));
  EXPECT_FALSE(process::parse_detach_keys(""));
  EXPECT_FALSE(process::parse_detach_keys("ctrl-1"));
  EXPECT_FALSE(process::parse_detach_keys("ab"));
}

TEST(DetachKeys, AreFoundInPieces) {
  process::DetachKeys keys("ab");
  EXPECT_EQ(keys.filter("xa"), "x");  // perhaps their beginning
  EXPECT_EQ(keys.filter("ca"), "ac");
  EXPECT_EQ(keys.filter("aa"), "aa");
  EXPECT_FALSE(keys.found());
  EXPECT_EQ(keys.filter("by"), "");
  EXPECT_TRUE(keys.found());
}

TEST(LogEntry, IsWrittenAndReadInBothFormats) {
  const LogEntry entry = {{1764230400, 5}, Stream::kErrors, true, "a \"b\" c"};
  const std::string cri = write_log_entry(LogFormat::kCri, entry);
  EXPECT_EQ(cri, "2025-11-27T08:00:00.000000005Z stderr F a \"b\" c\n");
  const std::string json = write_log_entry(LogFormat::kJsonFile, entry);
  EXPECT_EQ(json, R"({"log":"a \"b\" c\n","stream":"stderr","time":"2025-11-27T08:00:00.000000005Z"})"
                  "\n");
  for (const auto& [format, line] : {std::pair{LogFormat::kCri, cri}, std::pair{LogFormat::kJsonFile, json}}) {
    const auto read = parse_log_entry(format, std::string_view(line).substr(0, line.size() - 1));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->time.tv_sec, entry.time.tv_sec);
    EXPECT_EQ(read->time.tv_nsec, entry.time.tv_nsec);
    EXPECT_EQ(read->stream, entry.stream);
    EXPECT_TRUE(read->whole);
    EXPECT_EQ(read->text, entry.text);
  }
}

TEST(LogEntry, OfAPartHasNoEnd) {
  const LogEntry part = {{1764230400, 0}, Stream::kOutput, false, "x"};
  EXPECT_EQ(write_log_entry(LogFormat::kCri, part), "2025-11-27T08:00:00.000000000Z stdout P x\n");
  EXPECT_FALSE(parse_log_entry(LogFormat::kCri, "2025-11-27T08:00:00Z stdout P x")->whole);
  EXPECT_FALSE(
      parse_log_entry(LogFormat::kJsonFile, R"({"log":"x","stream":"stdout","time":"2025-11-27T08:00:00Z"})")->whole);
}

TEST(LogEntry, OfAnotherShapeIsNone) {
  for (const char* line : {"", " ", "x y z", "2025-11-27T08:00:00Z stdin F x", "2025-11-27T08:00:00Z stdout G x"}) {
    EXPECT_FALSE(parse_log_entry(LogFormat::kCri, line)) << line;
  }
  for (const char* line : {"", "{}", "[]", R"({"log":"x","stream":"stdin","time":"2025-11-27T08:00:00Z"})"}) {
    EXPECT_FALSE(parse_log_entry(LogFormat::kJsonFile, line)) << line;
  }
}

TEST(LogTime, IsATimeOrHowLongAgo) {
  EXPECT_EQ(parse_log_time("2025-11-27T08:00:00Z")->tv_sec, 1764230400);
  EXPECT_EQ(parse_log_time("2025-11-27T08:00:00")->tv_sec, 1764230400);
  EXPECT_EQ(parse_log_time("2025-11-27")->tv_sec, 1764201600);
  EXPECT_EQ(parse_log_time("1764230400.5")->tv_sec, 1764230400);
  EXPECT_EQ(parse_log_time("1764230400.5")->tv_nsec, 500000000);
  EXPECT_GT(parse_log_time("1m")->tv_sec, parse_log_time("1h1m")->tv_sec);
  for (const char* text : {"", "m", "1x", "soon", "1h1", "nan"}) EXPECT_FALSE(parse_log_time(text)) << text;
}

TEST(Settings, SurviveTheirFile) {
  Settings settings;
  settings.id = "web";
  settings.restart = {Policy::kOnFailure, 3};
  settings.log = {LogFormat::kJsonFile, "/log", 10, 2};
  settings.terminal = settings.remove = true;
  settings.stop_timeout = 0;
  const Result<Settings> read = parse_settings(write_settings(settings));
  ASSERT_TRUE(read);
  EXPECT_EQ(write_settings(*read), write_settings(settings));
  EXPECT_EQ(read->stop_timeout, 0U);
  EXPECT_EQ(read->log.max_size, 10U);
  EXPECT_FALSE(parse_settings("{}"));
  EXPECT_FALSE(parse_status("[]"));
}

}  // namespace
}  // namespace runtime::supervision
