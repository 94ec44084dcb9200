// HEALTHCHECK.
#include "buildtool/dockerfile/flags.h"
#include "buildtool/dockerfile/quote.h"
#include "buildtool/dockerfile/typed.h"
#include "spec/base/text.h"
#include "spec/cli/duration.h"

namespace buildtool::dockerfile {

namespace {

struct Given {
  std::string interval;
  std::string timeout;
  std::string start_period;
  std::string start_interval;
  std::string retries;
};

// 0 where it is not given or zero.
Result<std::int64_t> parse_interval(std::string_view flag, const std::string& text) {
  if (text.empty()) return std::int64_t{0};
  const std::int64_t nanoseconds = TRY(spec::cli::parse_duration(text));
  if (nanoseconds != 0 && nanoseconds < 1'000'000) {
    return fail(concat("Interval ", quoted(flag), " cannot be less than 1ms"));
  }
  return nanoseconds;
}

Result<int> parse_retries(const std::string& text) {
  if (text.empty()) return 0;
  const std::optional<int> retries = parse_number<int>(text.front() == '+' ? text.substr(1) : text);
  if (!retries) return fail(concat("invalid --retries: ", quoted(text), " is no whole number"));
  if (*retries < 0) return fail(concat("--retries cannot be negative (", *retries, ")"));
  return *retries;
}

}  // namespace

Result<AnyInstruction> make_healthcheck(const Statement& statement) {
  if (statement.arguments.empty()) return fail("HEALTHCHECK requires at least one argument");
  std::string type;
  for (const char c : statement.arguments.front()) {
    type += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  Healthcheck check;
  if (type == "NONE") {
    if (statement.arguments.size() != 1) return fail("HEALTHCHECK NONE takes no arguments");
    check.test = {type};
    return AnyInstruction(std::move(check));
  }
  Given given;
  FlagTable flags;
  flags.add("interval", &given.interval).add("timeout", &given.timeout).add("retries", &given.retries);
  flags.add("start-period", &given.start_period).add("start-interval", &given.start_interval);
  TRY(flags.parse(statement.flags));
  if (type != "CMD") return fail(concat("Unknown type ", quoted(type), " in HEALTHCHECK (try CMD)"));
  if (statement.arguments.size() < 2) return fail("Missing command after HEALTHCHECK CMD");
  check.test = statement.arguments;
  check.test.front() = statement.json ? "CMD" : "CMD-SHELL";
  check.interval = TRY(parse_interval("interval", given.interval));
  check.timeout = TRY(parse_interval("timeout", given.timeout));
  check.start_period = TRY(parse_interval("start-period", given.start_period));
  check.start_interval = TRY(parse_interval("start-interval", given.start_interval));
  check.retries = TRY(parse_retries(given.retries));
  return AnyInstruction(std::move(check));
}

}  // namespace buildtool::dockerfile
