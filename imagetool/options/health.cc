// How it is found out whether the container does its work.

#include "imagetool/options/option.h"
#include "spec/base/text.h"
#include "spec/cli/duration.h"
#include "spec/cli/numbers.h"

namespace imagetool::options {

namespace {

using spec::image::Healthcheck;

Healthcheck& check_of(Request& request) {
  if (!request.bundle.healthcheck) request.bundle.healthcheck.emplace();
  return *request.bundle.healthcheck;
}

Result<void> take_command(Request& request, const std::string& value) {
  if (!value.empty()) check_of(request).test = {"CMD-SHELL", value};
  return {};
}

template <std::int64_t Healthcheck::*kMember>
Result<void> take_time(Request& request, const std::string& value) {
  const std::int64_t nanoseconds = TRY(spec::cli::parse_duration(value));
  if (nanoseconds < 0) return fail("it cannot be negative");
  if (nanoseconds != 0 && nanoseconds < 1'000'000) return fail("it cannot be less than 1ms");
  check_of(request).*kMember = nanoseconds;
  return {};
}

Result<void> take_retries(Request& request, const std::string& value) {
  const std::optional<int> count = parse_number<int>(value);
  if (!count) return fail("it is no number");
  if (*count < 0) return fail("it cannot be negative");
  check_of(request).retries = *count;
  return {};
}

Result<void> take_none(Request& request, const std::string& value) {
  request.no_healthcheck = TRY(spec::cli::parse_bool(value));
  return {};
}

constexpr Option kOptions[] = {
    {"health-cmd", 0, "COMMAND", "A shell's command that fails where the container does not do its work", take_command},
    {"health-interval", 0, "TIME", "Between two checks (default: 30s)", take_time<&Healthcheck::interval>},
    {"health-retries", 0, "NUMBER", "So many failures in a row are needed (default: 3)", take_retries},
    {"health-start-interval", 0, "TIME", "Between two checks in the start period (default: 5s)",
     take_time<&Healthcheck::start_interval>},
    {"health-start-period", 0, "TIME", "While it starts failures do not count (default: 0s)",
     take_time<&Healthcheck::start_period>},
    {"health-timeout", 0, "TIME", "A check that takes longer has failed (default: 30s)",
     take_time<&Healthcheck::timeout>},
    {"no-healthcheck", 0, nullptr, "Not the image's check either", take_none},
};

}  // namespace

std::span<const Option> health_options() { return kOptions; }

}  // namespace imagetool::options
