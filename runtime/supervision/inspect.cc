#include "runtime/supervision/inspect.h"

#include "runtime/container/bundle.h"
#include "runtime/supervision/condition.h"
#include "runtime/supervision/network.h"
#include "spec/json/table.h"
#include "spec/runtime/config.h"

namespace runtime::supervision {

namespace json = ::spec::json;

namespace {

constexpr const char* kNever = "0001-01-01T00:00:00Z";  // Docker's

json::Value strings(const std::vector<std::string>& texts) { return json::Array(texts.begin(), texts.end()); }

json::Value state_of(const Condition& container) {
  const Status& status = container.status;
  const std::string state = container.state();
  json::Object out = {{"Status", state},
                      {"Running", state == "running" || state == "paused" || state == "restarting"},
                      {"Paused", container.is_paused},
                      {"Restarting", state == "restarting"},
                      {"OOMKilled", status.oom_killed},
                      {"Dead", false},
                      {"Pid", json::encode(container.is_alive ? status.pid : 0)},
                      {"ExitCode", json::encode(status.exit_code)},
                      {"Error", status.error},
                      {"StartedAt", status.started.empty() ? kNever : status.started},
                      {"FinishedAt", status.finished.empty() ? kNever : status.finished},
                      {"Supervisor", container.is_supervised ? "running"
                                     : container.is_alive    ? "killed"
                                                             : ""},
                      {"SupervisorPid", json::encode(container.is_supervised ? status.supervisor : 0)}};
  if (status.health) out.push_back({"Health", encode(*status.health)});
  return out;
}

// What imagetool notes of the mounts that a person asked for.
constexpr const char* kMounts = "imagetool/mounts";

json::Value mounts_of(const std::map<std::string, std::string>& annotations) {
  const auto note = annotations.find(kMounts);
  if (note == annotations.end()) return json::Array{};
  Result<json::Value> mounts = json::parse(note->second);
  if (!mounts || mounts->array() == nullptr) return json::Array{};
  return std::move(*mounts);
}

// Without our own notes, which are not for people.
json::Value labels_of(std::map<std::string, std::string> annotations) {
  std::erase_if(annotations, [](const auto& one) { return one.first.starts_with("imagetool/"); });
  return json::encode(annotations);
}

json::Object host_config_of(const Settings& settings) {
  json::Object options;
  if (settings.log.max_size > 0) options.push_back({"max-size", std::to_string(settings.log.max_size)});
  if (settings.log.max_files > 1) options.push_back({"max-file", std::to_string(settings.log.max_files)});
  return json::Object{{"LogConfig", json::Object{{"Type", std::string(log_format_name(settings.log.format))},
                                                 {"Config", std::move(options)}}},
                      {"RestartPolicy", json::Object{{"Name", std::string(policy_name(settings.restart.policy))},
                                                     {"MaximumRetryCount", json::encode(settings.restart.most)}}},
                      {"AutoRemove", settings.remove}};
}

}  // namespace

Result<container::Listing> describe(const Place& place) {
  const Condition now = TRY(condition(place));
  Result<container::Listing> listing = container::describe_container(place.state_root(), place.id());
  if (listing) {
    listing->supervisor = now.is_supervised ? "running" : now.is_alive ? "killed" : "";
    return listing;
  }
  container::Listing ended;
  ended.oci_version = spec::runtime::kVersion;
  ended.id = place.id();
  ended.status = now.status.phase == Phase::kCreated ? "created" : "stopped";
  ended.bundle = now.settings.bundle;
  ended.created = now.settings.created;
  if (const Result<container::Bundle> bundle = container::load_bundle(ended.bundle, "")) {
    ended.rootfs = bundle->rootfs;
    ended.annotations = bundle->config.annotations;
  }
  return ended;
}

Result<json::Value> inspect(const Place& place) {
  const Condition now = TRY(condition(place));
  const Settings& settings = now.settings;
  const std::vector<std::string>& command = settings.command;
  const std::vector<std::string> rest(command.empty() ? command.end() : command.begin() + 1, command.end());
  json::Object out = {{"Id", settings.id},
                      {"Created", settings.created},
                      {"Path", command.empty() ? "" : command.front()},
                      {"Args", strings(rest)},
                      {"State", state_of(now)},
                      {"Image", settings.image},
                      {"LogPath", settings.log.format == LogFormat::kNone ? "" : settings.log.path},
                      {"Name", "/" + settings.name},
                      {"RestartCount", json::encode(now.status.restarts)},
                      {"Bundle", settings.bundle}};
  json::Object host_config = host_config_of(settings);
  json::Object config = {{"Tty", settings.terminal},
                         {"OpenStdin", settings.interactive},
                         {"Image", settings.image},
                         {"StopSignal", settings.stop_signal},
                         {"StopTimeout", json::encode(settings.stop_timeout)},
                         {"Cmd", strings(command)}};
  if (Result<json::Value> check = json::parse(settings.health_check)) {
    config.push_back({"Healthcheck", std::move(*check)});
  }
  if (const Result<container::Bundle> bundle = container::load_bundle(settings.bundle, "")) {
    config.push_back({"Hostname", bundle->config.hostname});
    if (bundle->config.process) {
      config.push_back({"Env", strings(bundle->config.process->env)});
      config.push_back({"WorkingDir", bundle->config.process->cwd});
    }
    config.push_back({"Labels", labels_of(bundle->config.annotations)});
    out.push_back({"Mounts", mounts_of(bundle->config.annotations)});
    add_network_wishes(bundle->config, host_config);
  }
  out.push_back({"HostConfig", std::move(host_config)});
  out.push_back({"Config", std::move(config)});
  out.push_back({"NetworkSettings", network_settings(settings.bundle)});
  return json::Value(std::move(out));
}

}  // namespace runtime::supervision
