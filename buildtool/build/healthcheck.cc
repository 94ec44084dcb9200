#include "buildtool/build/history.h"
#include "buildtool/build/instructions.h"
#include "spec/base/text.h"
#include "spec/cli/duration.h"

namespace buildtool::build {

using spec::cli::duration_text;

Result<void> apply(Step& step, const dockerfile::Healthcheck& healthcheck) {
  spec::image::Healthcheck check;
  check.test = healthcheck.test;
  check.interval = healthcheck.interval;
  check.timeout = healthcheck.timeout;
  check.start_period = healthcheck.start_period;
  check.start_interval = healthcheck.start_interval;
  check.retries = healthcheck.retries;
  add_history(step.state.config,
              concat("HEALTHCHECK {Test:", plain_list(check.test), " Interval:", duration_text(check.interval),
                     " Timeout:", duration_text(check.timeout), " StartPeriod:", duration_text(check.start_period),
                     " StartInterval:", duration_text(check.start_interval), " Retries:", check.retries, "}"),
              Made::kNothing);
  step.state.config.config.healthcheck = std::move(check);
  return {};
}

}  // namespace buildtool::build
