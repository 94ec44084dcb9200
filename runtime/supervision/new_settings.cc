#include "runtime/supervision/new_settings.h"

#include "runtime/container/bundle.h"
#include "runtime/supervision/health.h"
#include "runtime/supervision/log_entry.h"
#include "runtime/supervision/made_up_name.h"
#include "runtime/sys/signals.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/bundle/healthcheck.h"
#include "spec/cli/numbers.h"
#include "spec/runtime/validate.h"

namespace runtime::supervision {

namespace {

// Notes of `imagetool bundle`, and of the image (image-spec, conversion.md).
constexpr const char* kName = "imagetool/name";
constexpr const char* kImage = "imagetool/image";
constexpr const char* kStopTimeout = "imagetool/stop-timeout";
constexpr const char* kStopSignal = "org.opencontainers.image.stopSignal";

Result<void> take_log_option(const std::string& text, Log& log) {
  const std::size_t equals = text.find('=');
  const std::string key = text.substr(0, equals);
  const std::string value = equals == std::string::npos ? "" : text.substr(equals + 1);
  if (key == "path" && value.starts_with('/')) {
    log.path = value;
  } else if (key == "path") {
    return fail(concat("log option path: \"", value, "\" is not absolute"));
  } else if (key == "max-size") {
    log.max_size = static_cast<std::uint64_t>(TRY_STEP("log option max-size", spec::cli::parse_bytes(value)));
  } else if (key == "max-file") {
    const auto count = parse_number<unsigned>(value);
    if (!count || *count == 0 || *count > 10000)
      return fail(concat("log option max-file: \"", value, "\" is no count"));
    log.max_files = *count;
  } else {
    return fail(concat("unknown log opt '", key, "'")).with_hint("there are path, max-size and max-file");
  }
  return {};
}

Result<Log> make_log(const Wish& wish, const std::string& bundle) {
  Log log;
  if (wish.log_driver == "json-file") {
    log.format = LogFormat::kJsonFile;
  } else if (wish.log_driver == "none") {
    log.format = LogFormat::kNone;
  } else if (!wish.log_driver.empty() && wish.log_driver != "cri") {
    return fail(concat("unknown log driver \"", wish.log_driver, "\"")).with_hint("there are cri, json-file and none");
  }
  log.path = bundle + "/container.log";
  for (const std::string& option : wish.log_options) TRY(take_log_option(option, log));
  return log;
}

}  // namespace

Result<Settings> make_settings(const Wish& wish, std::vector<std::string> runtime) {
  TRY(spec::runtime::validate_id(wish.id));
  const container::Bundle bundle = TRY(container::load_bundle(wish.bundle, ""));
  const std::map<std::string, std::string>& notes = bundle.config.annotations;
  const auto note = [&](const char* key) {
    const auto found = notes.find(key);
    return found == notes.end() ? std::string() : found->second;
  };
  Settings settings;
  settings.id = wish.id;
  settings.name = !wish.name.empty() ? wish.name : note(kName);
  if (settings.name.empty()) settings.name = TRY(make_up_name());
  TRY_STEP("name", spec::runtime::validate_id(settings.name));
  settings.bundle = bundle.path;
  settings.image = note(kImage);
  if (bundle.config.process) {
    settings.command = bundle.config.process->args;
    settings.terminal = bundle.config.process->terminal;
  }
  settings.created = log_time(now());
  settings.runtime = std::move(runtime);
  settings.restart = wish.restart;
  settings.log = TRY(make_log(wish, bundle.path));
  settings.interactive = wish.interactive;
  settings.remove = wish.remove;
  if (sys::parse_signal(note(kStopSignal))) settings.stop_signal = note(kStopSignal);
  settings.stop_timeout = parse_number<unsigned>(note(kStopTimeout)).value_or(settings.stop_timeout);
  settings.health_check = note(spec::bundle::kHealthcheck);
  TRY(parse_health_check(settings.health_check));
  if (settings.remove && settings.restart.policy != Policy::kNo) {
    return fail("Conflicting options: --restart and --rm");
  }
  return settings;
}

Result<bool> has_terminal(const std::string& bundle) {
  const container::Bundle loaded = TRY(container::load_bundle(bundle, ""));
  return loaded.config.process && loaded.config.process->terminal;
}

}  // namespace runtime::supervision
