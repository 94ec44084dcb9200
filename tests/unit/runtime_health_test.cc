#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/supervision/health.h"
#include "runtime/supervision/status.h"

namespace runtime::supervision {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

HealthCheck check_of(const std::string& note) { return **parse_health_check(note); }

std::string error_of(const std::string& note) {
  const auto check = parse_health_check(note);
  return check ? "no error" : check.error().text();
}

TEST(HealthCheck, HasDockersDefaults) {
  const HealthCheck check = check_of(R"({"Test":["CMD-SHELL","wget -q localhost"]})");
  EXPECT_THAT(check.command, ElementsAre("/bin/sh", "-c", "wget -q localhost"));
  EXPECT_EQ(check.interval, 30s);
  EXPECT_EQ(check.timeout, 30s);
  EXPECT_EQ(check.start_period, 0s);
  EXPECT_EQ(check.start_interval, 5s);
  EXPECT_EQ(check.retries, 3U);
}

TEST(HealthCheck, IsWhatTheImageSays) {
  const HealthCheck check =
      check_of(R"({"Test":["CMD","a","b"],"Interval":1,"Timeout":2,"StartPeriod":3,"StartInterval":4,"Retries":5})");
  EXPECT_THAT(check.command, ElementsAre("a", "b"));
  EXPECT_EQ(check.interval, 1ns);
  EXPECT_EQ(check.timeout, 2ns);
  EXPECT_EQ(check.start_period, 3ns);
  EXPECT_EQ(check.start_interval, 4ns);
  EXPECT_EQ(check.retries, 5U);
}

TEST(HealthCheck, MayBeNone) {
  for (const char* none : {"", "{}", R"({"Test":["NONE"]})"}) EXPECT_FALSE(*parse_health_check(none)) << none;
  EXPECT_EQ(error_of(R"({"Test":["RUN","x"]})"), "healthcheck: unknown type of test \"RUN\"");
  EXPECT_EQ(error_of(R"({"Test":["CMD"]})"), "healthcheck: no command");
  EXPECT_THAT(error_of("x"), ::testing::StartsWith("healthcheck: "));
}

Probe ended_with(int code) { return {"", "", code, ""}; }

TEST(Health, IsUnhealthyAfterSoManyFailuresInARow) {
  const HealthCheck check = check_of(R"({"Test":["CMD","a"],"Retries":2})");
  Health health;
  health.add(check, ended_with(1), 1s);
  EXPECT_EQ(health.status, Healthiness::kStarting);
  health.add(check, ended_with(0), 1s);
  EXPECT_EQ(health.status, Healthiness::kHealthy);
  health.add(check, ended_with(1), 1s);
  EXPECT_EQ(health.status, Healthiness::kHealthy);
  health.add(check, ended_with(-1), 1s);
  EXPECT_EQ(health.status, Healthiness::kUnhealthy);
  EXPECT_EQ(health.failing_streak, 2U);
  health.add(check, ended_with(0), 1s);
  EXPECT_EQ(health.status, Healthiness::kHealthy);
  EXPECT_EQ(health.failing_streak, 0U);
}

TEST(Health, FailuresOfTheStartPeriodDoNotCountUntilOneIsWell) {
  const HealthCheck check = check_of(R"({"Test":["CMD","a"],"Retries":1,"StartPeriod":60000000000})");
  Health health;
  health.add(check, ended_with(1), 59s);
  EXPECT_EQ(health.status, Healthiness::kStarting);
  EXPECT_EQ(health.next(check, 59s), 5s);
  EXPECT_EQ(health.next(check, 60s), 30s);
  Health late = health;
  late.add(check, ended_with(1), 60s);
  EXPECT_EQ(late.status, Healthiness::kUnhealthy);
  health.add(check, ended_with(0), 2s);
  EXPECT_EQ(health.next(check, 3s), 30s);
  health.add(check, ended_with(1), 4s);
  EXPECT_EQ(health.status, Healthiness::kUnhealthy);
}

TEST(Health, TheLastFiveAreKeptAndWrittenDown) {
  const HealthCheck check = check_of(R"({"Test":["CMD","a"]})");
  Status status;
  status.health.emplace();
  for (int i = 0; i < 7; ++i) status.health->add(check, ended_with(i), 1s);
  const auto read = parse_status(write_status(status));
  ASSERT_TRUE(read) << read.error().text();
  ASSERT_EQ(read->health->log.size(), 5U);
  EXPECT_EQ(read->health->log.front().exit_code, 2);
  EXPECT_EQ(read->health->failing_streak, 6U);
  EXPECT_EQ(read->health->status, Healthiness::kUnhealthy);
}

}  // namespace
}  // namespace runtime::supervision
