// Whether what runs in a container does its work: the HEALTHCHECK of its image, as Docker has it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace spec::json {
class Place;
class Value;
}  // namespace spec::json

namespace runtime::supervision {

struct HealthCheck {
  std::vector<std::string> command;
  std::chrono::nanoseconds interval = std::chrono::seconds(30);
  std::chrono::nanoseconds timeout = std::chrono::seconds(30);
  std::chrono::nanoseconds start_period{0};
  std::chrono::nanoseconds start_interval = std::chrono::seconds(5);
  unsigned retries = 3;
};

// Of the bundle's annotation (spec/bundle/healthcheck.h); none where nothing is to be checked.
Result<std::optional<HealthCheck>> parse_health_check(std::string_view note);

enum class Healthiness { kStarting, kHealthy, kUnhealthy };
// "starting", "healthy", "unhealthy"
std::string_view healthiness_name(Healthiness healthiness);

// One run of the check.
struct Probe {
  std::string start;  // RFC 3339
  std::string end;
  int exit_code = 0;   // -1: it could not be run, or took too long
  std::string output;  // its beginning
};

// What the checks of a life have found so far. In JSON it is as in Docker's inspect.
struct Health {
  Healthiness status = Healthiness::kStarting;
  unsigned failing_streak = 0;
  std::vector<Probe> log;  // the last five

  // A check that began so long after the life.
  void add(const HealthCheck& check, Probe probe, std::chrono::nanoseconds age);
  // How long to wait before the next one, at this age of the life.
  std::chrono::nanoseconds next(const HealthCheck& check, std::chrono::nanoseconds age) const;
};

Result<void> decode(const spec::json::Value& value, const spec::json::Place& place, Health& out);
spec::json::Value encode(const Health& health);

}  // namespace runtime::supervision
