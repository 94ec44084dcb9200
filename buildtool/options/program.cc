// The programs that a build runs, and how many at once.
#include <algorithm>
#include <limits>
#include <thread>

#include "buildtool/options/option.h"
#include "spec/cli/numbers.h"

namespace buildtool::options {

namespace {

// 0: all at once.
Result<void> take_jobs(Options& options, const std::string& text) {
  constexpr std::int64_t kMost = std::numeric_limits<int>::max();
  const std::int64_t jobs = TRY(spec::cli::parse_int(text));
  if (jobs < 0) return fail("value must be a positive integer");
  options.jobs = static_cast<int>(jobs == 0 ? kMost : std::min(jobs, kMost));
  return {};
}

constexpr Option kOptions[] = {
    {"imagetool", 0, "FILE", "The program that pulls base images", take_text<&Options::imagetool>},
    {"jobs", 0, "NUMBER", "Stages that are built at once, 0 for all (default: the processors, at least 4)", take_jobs},
    {"runtime", 0, "FILE", "The program that runs the containers of RUN", take_text<&Options::runtime>},
};

}  // namespace

std::span<const Option> program_options() { return kOptions; }

}  // namespace buildtool::options
