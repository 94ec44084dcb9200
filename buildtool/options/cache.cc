// When a step's result is reused.
#include "buildtool/dockerfile/duration.h"
#include "buildtool/options/option.h"
#include "spec/base/text.h"
#include "spec/cli/numbers.h"

namespace buildtool::options {

namespace {

Result<void> take_no_cache(Options& options, const std::string& value) {
  const bool none = TRY(spec::cli::parse_bool(value));
  options.cache.use = !none;
  return {};
}

Result<void> take_no_cache_filter(Options& options, const std::string& value) {
  for (const std::string& stage : split(value, ',')) options.cache.not_stages.push_back(to_lower(trim(stage)));
  return {};
}

// As Go writes durations, or days: "30m", "7d".
Result<void> take_lifetime(Options& options, const std::string& value) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  constexpr std::int64_t kDay = 24 * 3600;
  if (value.ends_with('d')) {
    const std::optional<std::uint32_t> days = parse_number<std::uint32_t>(value.substr(0, value.size() - 1));
    if (!days) return fail("it is no duration");
    options.cache.lifetime = *days * kDay;
    return {};
  }
  const std::int64_t duration = TRY(dockerfile::parse_duration(value));
  if (duration < 0) return fail("a duration is not negative");
  options.cache.lifetime = duration / kSecond;
  return {};
}

Result<void> take_pull(Options& options, const std::string& value) {
  options.pull = TRY(spec::cli::parse_bool(value));
  return {};
}

constexpr Option kOptions[] = {
    {"cache-ttl", 0, "DURATION", "Results of steps that are older are not reused: 30m, 24h, 7d", take_lifetime},
    {"no-cache", 0, nullptr, "Run every step anew", take_no_cache},
    {"no-cache-filter", 0, "STAGE[,STAGE...]", "Run every step of these stages anew", take_no_cache_filter},
    {"pull", 0, nullptr, "Ask the registry for every base image", take_pull},
};

}  // namespace

std::span<const Option> cache_options() { return kOptions; }

}  // namespace buildtool::options
