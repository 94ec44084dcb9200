#include "runtime/supervision/status.h"

#include <array>

#include "spec/json/table.h"

namespace runtime::supervision {

namespace json = ::spec::json;

constexpr auto describe(const Phase*) {
  return std::array{json::name(Phase::kCreated, "created"), json::name(Phase::kRunning, "running"),
                    json::name(Phase::kRestarting, "restarting"), json::name(Phase::kExited, "exited")};
}
constexpr auto describe(const Status*) {
  return std::tuple{
      json::required("phase", &Status::phase),       json::optional("pid", &Status::pid),
      json::optional("started", &Status::started),   json::optional("finished", &Status::finished),
      json::written("exitCode", &Status::exit_code), json::optional("oomKilled", &Status::oom_killed),
      json::written("restarts", &Status::restarts),  json::optional("stoppedByHand", &Status::stopped_by_hand),
      json::optional("error", &Status::error),       json::optional("supervisor", &Status::supervisor),
      json::optional("health", &Status::health)};
}

Result<Status> parse_status(std::string_view text) { return json::decode_text<Status>(text); }
std::string write_status(const Status& status) { return json::encode_text(status); }

std::string_view phase_name(Phase phase) {
  for (const auto& [value, name] : describe(static_cast<const Phase*>(nullptr))) {
    if (value == phase) return name;
  }
  return "";
}

}  // namespace runtime::supervision
