#include "buildtool/build/build.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "buildtool/build/attached.h"
#include "buildtool/build/call.h"
#include "buildtool/build/checks.h"
#include "buildtool/build/input.h"
#include "buildtool/build/result_image.h"
#include "buildtool/build/squash.h"
#include "buildtool/dockerfile/lint.h"
#include "buildtool/dockerfile/parser.h"
#include "buildtool/progress/excerpt.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/layout/store.h"

namespace buildtool::build {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

using Arguments = std::map<std::string, std::string>;

// --platform names what is built for; without it this machine.
Result<image::Platform> target_platform(const Options& options) {
  if (options.platform.empty()) return image::host_platform();
  return image::parse_platform(options.platform);
}

// SOURCE_DATE_EPOCH: --build-arg, else our environment, else a global ARG. "context"
// is the time of the context, which a local folder has not.
Result<std::optional<std::int64_t>> read_epoch(const VariableList& global, const Arguments& args, const Input& input) {
  const auto given = args.find("SOURCE_DATE_EPOCH");
  const std::string text = given != args.end() ? given->second : global.get("SOURCE_DATE_EPOCH").value_or("");
  if (text == "context") return input.time();
  if (text.empty()) return std::optional<std::int64_t>();
  const std::optional<std::int64_t> seconds = parse_number<std::int64_t>(text);
  if (!seconds || *seconds < 0) return fail("invalid SOURCE_DATE_EPOCH: " + text);
  return seconds;
}

Result<progress::Mode> display_mode(const Options& options) {
  if (options.quiet) return progress::Mode::kQuiet;
  return progress::parse_mode(options.progress);
}

// What the user sees of one build, whatever becomes of it.
class Front {
 public:
  Front(const Options& options, const Interrupt& interrupt, progress::Display& display, const Input& input)
      : options_(options), interrupt_(interrupt), display_(display), input_(input), source_(input.source()) {}

  Result<void> build() {
    Result<void> result = plan_and_run();
    display_.finish();
    if (!warnings_.empty() && !options_.quiet) (void)write_all(FdRef(STDERR_FILENO), warnings_, "stderr");
    if (result) return result;
    if (interrupt_.raised()) return fail("interrupted");
    if (failed_at_.first == 0) return result;
    const std::string excerpt = progress::excerpt(source_.name, source_.text, failed_at_.first, failed_at_.last);
    (void)write_all(FdRef(STDERR_FILENO), excerpt, "stderr");
    if (parsed_) return std::move(result).error().step(concat(source_.name, ":", failed_at_.first));
    return result;  // the parser's own words name the line
  }

 private:
  static Result<void> print(const std::string& text) {
    return write_all(FdRef(STDOUT_FILENO), text, "standard output");
  }

  Result<void> report_check(const dockerfile::Lint& lint) const {
    TRY(print(check_report(lint, source_)));
    if (lint.warnings.empty()) return {};
    return fail("the Dockerfile has warnings");
  }

  // "# check=error=true"
  static Error report_violations(const dockerfile::Lint& lint) {
    std::string rules;
    for (const dockerfile::Warning& warning : lint.warnings) rules += (rules.empty() ? "" : ", ") + warning.rule;
    return fail("lint violation found for rules: " + rules);
  }

  Result<void> plan_and_run() {
    const dockerfile::Dockerfile file = TRY(dockerfile::parse(source_.text, &failed_at_));
    parsed_ = true;
    const image::Platform platform = TRY(target_platform(options_));
    Arguments args = options_.build_args;
    const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
    if (epoch != nullptr && *epoch != '\0') args.emplace("SOURCE_DATE_EPOCH", epoch);
    const VariableList global =
        TRY(global_variables(file, args, image::host_platform(), platform, options_.target, failed_at_));
    Checks checks(options_, file, input_, platform);
    dockerfile::Lint lint = TRY(checks.run(nullptr));
    warnings_ = warnings_summary(lint);
    const Graph graph = TRY(make_graph(file, global, options_.target, failed_at_, options_.contexts));
    lint = TRY(checks.run(&graph));
    if (options_.call == Call::kCheck) return report_check(lint);
    if (lint.is_error && !lint.warnings.empty()) return report_violations(lint);
    warnings_ = warnings_summary(lint);
    if (options_.call == Call::kTargets) return print(targets_report(graph));
    if (options_.call == Call::kOutline) return print(outline_report(graph, file, global));
    const std::vector<std::string> names = TRY(full_names(options_.tags));
    TRY(enter_own_mounts());
    const layout::Store store = TRY(layout::Store::open(options_.store));
    const layout::Lease lease = TRY(layout::Lease::take(store));
    const std::optional<std::int64_t> seconds = TRY(read_epoch(global, args, input_));
    Sealer sealer(lease, interrupt_, seconds);
    StageLayers layers(lease, sealer);
    const Interrupt stop = TRY(interrupt_.linked());
    Images images(options_, stop, display_, lease, layers);
    Session session{options_, stop,   display_, lease,    layers, images, file,
                    graph,    global, args,     platform, input_, seconds};
    TRY(run(session, names));
    if (checks.complete()) return {};
    // The base images are here now.
    lint = TRY(checks.run(&graph));
    warnings_ = warnings_summary(lint);
    if (lint.is_error && !lint.warnings.empty()) return report_violations(lint);
    return {};
  }

  Result<void> run(Session& session, const std::vector<std::string>& names) {
    Result<void> built = session.stages.run(session);
    if (interrupt_.raised()) return fail("interrupted");
    // Also after a failure: the steps that were done need not be done again.
    const Result<void> settled = session.layers.settle();
    if (!built) {
      failed_at_ = session.stages.failed_at();
      return built;
    }
    if (!settled) return settled.error();
    const StageState* const done = TRY(session.stages.finished(session.graph.target));
    StageState target = *done;
    if (options_.squash != Squash::kNone) TRY(squash_layers(session, target, options_.squash));
    const ResultImage result = TRY(store_image(session, target, names));
    for (const Output& output : options_.outputs) TRY(write_output(session, target, result, names, output));
    if (!options_.id_file.empty()) {
      TRY(replace_file(FdRef::cwd(), options_.id_file, result.id().text(), 0644, Durable::kNo));
    }
    if (!options_.metadata_file.empty()) TRY(write_metadata(result, names, options_.metadata_file));
    if (options_.push) TRY(push_image(session, names));
    if (options_.quiet) std::puts(result.id().text().c_str());
    return {};
  }

  const Options& options_;
  const Interrupt& interrupt_;
  progress::Display& display_;
  const Input& input_;
  const SourceFile& source_;
  dockerfile::Lines failed_at_;
  std::string warnings_;
  bool parsed_ = false;
};

}  // namespace

Result<void> build(const Options& options) {
  const Interrupt interrupt = TRY(Interrupt::watch());
  const progress::Mode mode = TRY(display_mode(options));
  const std::unique_ptr<progress::Display> display = TRY(progress::make_display(mode, FdRef(STDERR_FILENO)));
  const Result<Input> input = Input::open(options, interrupt, *display);
  if (input) return Front(options, interrupt, *display, *input).build();
  display->finish();
  return input.error();
}

}  // namespace buildtool::build
