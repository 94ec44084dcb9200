#include "runtime/supervision/condition.h"

#include "runtime/container/status.h"
#include "runtime/container/store.h"
#include "runtime/supervision/connection.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/cli/human.h"

namespace runtime::supervision {

namespace {

std::string since(const std::string& time) {
  const auto then = parse_time(time);
  return then ? spec::cli::human_duration(now().tv_sec - then->tv_sec) : "a while";
}

constexpr int kUnseen = 255;  // Docker's, of an end that its daemon has missed

Result<Condition> look(const Place& place) {
  Condition out;
  // A supervisor that ends meanwhile has written its last words before.
  out.is_supervised = TRY(Connection::open(place)).has_value();
  out.settings = TRY(place.settings());
  out.status = TRY(place.status());
  const container::Store store = TRY(container::Store::open(place.state_root()));
  const Result<container::Folder> folder = store.find(place.id());
  if (!folder) return out;
  const Result<container::Folder::Loaded> loaded = folder->load();
  if (!loaded) return out;
  const Result<spec::runtime::Status> status = container::current_status(*folder, *loaded);
  if (!status) return out;
  out.is_paused = *status == spec::runtime::Status::kPaused;
  out.is_alive = *status == spec::runtime::Status::kRunning || out.is_paused;
  return out;
}

}  // namespace

Result<Condition> condition(const Place& place) {
  Condition out = TRY(look(place));
  if (out.is_over() && out.status.phase == Phase::kRunning) out.status.exit_code = kUnseen;
  return out;
}

std::string Condition::state() const {
  if (is_paused) return "paused";
  // Its supervisor has not heard of the end yet, which may be the beginning of another life.
  if (is_alive || (is_supervised && status.phase == Phase::kRunning)) return "running";
  if (is_supervised && status.phase == Phase::kRestarting) return "restarting";
  return status.phase == Phase::kCreated ? "created" : "exited";
}

std::string Condition::health() const {
  return status.health ? std::string(healthiness_name(status.health->status)) : "none";
}

std::string Condition::words() const {
  const std::string what = state();
  if (what == "created") return "Created";
  if (what == "exited") return concat("Exited (", status.exit_code, ") ", since(status.finished), " ago");
  if (what == "restarting") return concat("Restarting (", status.exit_code, ") ", since(status.finished), " ago");
  std::string note;
  if (is_paused) {
    note = " (Paused)";
  } else if (status.health) {
    note = concat(" (", status.health->status == Healthiness::kStarting ? "health: " : "", health(), ')');
  }
  return concat("Up ", since(status.started), note, is_supervised ? "" : " (supervisor killed)");
}

Result<void> check_alive(const Place& place) {
  const Condition now = TRY(condition(place));
  if (now.is_alive) return {};
  return fail("Container " + place.id() + " is not running");
}

}  // namespace runtime::supervision
