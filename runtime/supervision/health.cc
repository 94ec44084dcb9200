#include "runtime/supervision/health.h"

#include <array>

#include "spec/image/config.h"
#include "spec/json/table.h"

namespace runtime::supervision {

namespace json = ::spec::json;
using std::chrono::nanoseconds;

namespace {
constexpr std::size_t kProbesKept = 5;
}

constexpr auto describe(const Healthiness*) {
  return std::array{json::name(Healthiness::kStarting, "starting"), json::name(Healthiness::kHealthy, "healthy"),
                    json::name(Healthiness::kUnhealthy, "unhealthy")};
}
constexpr auto describe(const Probe*) {
  return std::tuple{json::required("Start", &Probe::start), json::required("End", &Probe::end),
                    json::written("ExitCode", &Probe::exit_code), json::written("Output", &Probe::output)};
}
constexpr auto describe(const Health*) {
  return std::tuple{json::required("Status", &Health::status), json::written("FailingStreak", &Health::failing_streak),
                    json::written("Log", &Health::log)};
}

Result<void> decode(const json::Value& value, const json::Place& place, Health& out) {
  return json::decode<Health>(value, place, out);
}
json::Value encode(const Health& health) { return json::encode<Health>(health); }

std::string_view healthiness_name(Healthiness healthiness) {
  for (const auto& [known, name] : describe(static_cast<const Healthiness*>(nullptr))) {
    if (known == healthiness) return name;
  }
  return "";
}

Result<std::optional<HealthCheck>> parse_health_check(std::string_view note) {
  if (note.empty()) return std::optional<HealthCheck>();
  const spec::image::Healthcheck given = TRY_STEP("healthcheck", spec::image::parse_healthcheck(note));
  if (given.test.empty() || given.test.front() == "NONE") return std::optional<HealthCheck>();
  HealthCheck check;
  if (given.test.front() == "CMD-SHELL") {
    check.command = {"/bin/sh", "-c"};
  } else if (given.test.front() != "CMD") {
    return fail("healthcheck: unknown type of test \"" + given.test.front() + "\"");
  }
  check.command.insert(check.command.end(), given.test.begin() + 1, given.test.end());
  if (given.test.size() < 2) return fail("healthcheck: no command");
  if (given.interval > 0) check.interval = nanoseconds(given.interval);
  if (given.timeout > 0) check.timeout = nanoseconds(given.timeout);
  if (given.start_period > 0) check.start_period = nanoseconds(given.start_period);
  if (given.start_interval > 0) check.start_interval = nanoseconds(given.start_interval);
  if (given.retries > 0) check.retries = static_cast<unsigned>(given.retries);
  return std::optional<HealthCheck>(std::move(check));
}

void Health::add(const HealthCheck& check, Probe probe, nanoseconds age) {
  if (probe.exit_code == 0) {
    failing_streak = 0;
    status = Healthiness::kHealthy;
  } else if (status != Healthiness::kStarting || age >= check.start_period) {
    if (++failing_streak >= check.retries) status = Healthiness::kUnhealthy;
  }
  log.push_back(std::move(probe));
  if (log.size() > kProbesKept) log.erase(log.begin());
}

nanoseconds Health::next(const HealthCheck& check, nanoseconds age) const {
  return status == Healthiness::kStarting && age < check.start_period ? check.start_interval : check.interval;
}

}  // namespace runtime::supervision
