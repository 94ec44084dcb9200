#include "runtime/supervision/settings.h"

#include <array>

#include "spec/base/text.h"
#include "spec/json/table.h"

namespace runtime::supervision {

namespace json = ::spec::json;

constexpr auto describe(const Policy*) {
  return std::array{json::name(Policy::kNo, "no"), json::name(Policy::kOnFailure, "on-failure"),
                    json::name(Policy::kAlways, "always"), json::name(Policy::kUnlessStopped, "unless-stopped")};
}
constexpr auto describe(const LogFormat*) {
  return std::array{json::name(LogFormat::kCri, "cri"), json::name(LogFormat::kJsonFile, "json-file"),
                    json::name(LogFormat::kNone, "none")};
}
constexpr auto describe(const Restart*) {
  return std::tuple{json::required("name", &Restart::policy), json::optional("maximumRetryCount", &Restart::most)};
}
constexpr auto describe(const Log*) {
  return std::tuple{json::required("format", &Log::format), json::optional("path", &Log::path),
                    json::optional("maxSize", &Log::max_size), json::optional("maxFiles", &Log::max_files)};
}
constexpr auto describe(const Settings*) {
  return std::tuple{json::required("id", &Settings::id),
                    json::required("name", &Settings::name),
                    json::required("bundle", &Settings::bundle),
                    json::optional("image", &Settings::image),
                    json::optional("command", &Settings::command),
                    json::required("created", &Settings::created),
                    json::required("runtime", &Settings::runtime),
                    json::required("restart", &Settings::restart),
                    json::required("log", &Settings::log),
                    json::optional("terminal", &Settings::terminal),
                    json::optional("interactive", &Settings::interactive),
                    json::optional("remove", &Settings::remove),
                    json::required("stopSignal", &Settings::stop_signal),
                    json::written("stopTimeout", &Settings::stop_timeout),
                    json::optional("healthCheck", &Settings::health_check)};
}

Result<Restart> parse_restart(std::string_view text) {
  Restart restart;
  const std::size_t colon = text.find(':');
  for (const auto& [policy, word] : describe(static_cast<const Policy*>(nullptr))) {
    if (text.substr(0, colon) != word) continue;
    restart.policy = policy;
    if (colon == std::string_view::npos) return restart;
    if (policy != Policy::kOnFailure) {
      return fail("maximum retry count cannot be used with restart policy '" + std::string(word) + "'");
    }
    const auto most = parse_number<unsigned>(text.substr(colon + 1));
    if (!most) return fail(concat("invalid restart policy format: \"", text, "\": the count must be a number"));
    restart.most = *most;
    return restart;
  }
  return fail(concat("invalid restart policy \"", text, "\""))
      .with_hint("there are no, on-failure[:COUNT], always and unless-stopped");
}

namespace {
template <class E>
std::string_view name_of(E value) {
  for (const auto& [known, name] : describe(static_cast<const E*>(nullptr))) {
    if (value == known) return name;
  }
  return "";
}
}  // namespace

std::string_view policy_name(Policy policy) { return name_of(policy); }
std::string_view log_format_name(LogFormat format) { return name_of(format); }

Result<Settings> parse_settings(std::string_view text) { return json::decode_text<Settings>(text); }
std::string write_settings(const Settings& settings) { return json::encode_text(settings); }

}  // namespace runtime::supervision
