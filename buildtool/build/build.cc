#include "buildtool/build/build.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "buildtool/build/attached.h"
#include "buildtool/build/cache_export.h"
#include "buildtool/build/call.h"
#include "buildtool/build/checks.h"
#include "buildtool/build/input.h"
#include "buildtool/build/own_ids.h"
#include "buildtool/build/platform_build.h"
#include "buildtool/build/recompress.h"
#include "buildtool/build/squash.h"
#include "buildtool/build/verify.h"
#include "buildtool/context/digest_memory.h"
#include "buildtool/dockerfile/lint.h"
#include "buildtool/dockerfile/parser.h"
#include "buildtool/progress/excerpt.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/layout/garbage.h"
#include "spec/layout/store.h"
#include "spec/layout/user_namespace.h"

namespace buildtool::build {

namespace image = spec::image;
namespace layout = spec::layout;

namespace {

using Arguments = std::map<std::string, std::string>;

// --platform names what is built for; without it this machine.
Result<std::vector<image::Platform>> target_platforms(const Options& options) {
  std::vector<image::Platform> out;
  for (const std::string& text : options.platforms) {
    image::Platform platform = TRY(image::parse_platform(text));
    if (std::find(out.begin(), out.end(), platform) == out.end()) out.push_back(std::move(platform));
  }
  if (out.empty()) out.push_back(image::host_platform());
  return out;
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

  void tell_of_syntax(const dockerfile::Dockerfile& file) {
    if (file.syntax.empty()) return;
    display_.done(
        display_.begin(concat("[internal] # syntax=", file.syntax, " is not fetched: the language is built in")));
  }

  Result<void> report_check(const dockerfile::Lint& lint) {
    TRY(print(check_report(lint, source_)));
    warnings_.clear();  // they have been told
    if (lint.warnings.empty()) return {};
    return fail("the Dockerfile has warnings");
  }

  // "# check=error=true"
  static Error report_violations(const dockerfile::Lint& lint) {
    std::string rules;
    for (const dockerfile::Warning& warning : lint.warnings) rules += (rules.empty() ? "" : ", ") + warning.rule;
    return fail("lint violation found for rules: " + rules);
  }

  // For each of the platforms what it takes to build for it, but for a session.
  Result<std::vector<PlatformBuild>> plan(const dockerfile::Dockerfile& file, const Arguments& args,
                                          const std::vector<image::Platform>& platforms) {
    std::vector<PlatformBuild> builds;
    for (const image::Platform& platform : platforms) {
      PlatformBuild& build = builds.emplace_back();
      build.platform = platform;
      build.global = TRY(global_variables(file, args, image::host_platform(), platform, options_.target, failed_at_));
      build.graph = TRY(make_graph(file, build.global, options_.target, failed_at_, options_.contexts));
    }
    return builds;
  }

  Result<void> plan_and_run() {
    const dockerfile::Dockerfile file = TRY(dockerfile::parse(source_.text, &failed_at_));
    parsed_ = true;
    Arguments args = options_.build_args;
    const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
    if (epoch != nullptr && *epoch != '\0') args.emplace("SOURCE_DATE_EPOCH", epoch);
    const std::vector<image::Platform> platforms = TRY(target_platforms(options_));
    Checks checks(options_, file, input_, platforms.front());
    dockerfile::Lint lint = TRY(checks.run(nullptr));
    warnings_ = warnings_summary(lint);
    std::vector<PlatformBuild> builds = TRY(plan(file, args, platforms));
    const PlatformBuild& first = builds.front();
    lint = TRY(checks.run(&first.graph));
    if (options_.call == Call::kCheck) return report_check(lint);
    if (lint.is_error && !lint.warnings.empty()) return report_violations(lint);
    warnings_ = warnings_summary(lint);
    if (options_.call == Call::kTargets) return print(targets_report(first.graph));
    if (options_.call == Call::kOutline) return print(outline_report(first.graph, file, first.global));
    tell_of_syntax(file);
    TRY(enter_own_mounts());
    const layout::Store store = TRY(layout::Store::open(options_.store));
    (void)!layout::remove_dead_leases(store);  // what is in the way of nothing
    const layout::Lease lease = TRY(layout::Lease::take(store));
    const std::optional<std::int64_t> seconds = TRY(read_epoch(first.global, args, input_));
    Sealer sealer(lease, interrupt_, seconds);
    StageLayers layers(lease, sealer);
    const Interrupt stop = TRY(interrupt_.linked());
    Images images(options_, stop, display_, lease, layers);
    Claims claims;
    ImportedCache imported;
    UsedMounts used_mounts;
    std::atomic<int> folders = 0;
    Jobs jobs(options_.jobs);
    const auto add_sessions = [&](std::vector<PlatformBuild>& all, const Options& options, Claims& own) {
      for (PlatformBuild& build : all) {
        build.session.reset(new Session{options, stop, display_, lease, layers, images, file, build.graph, build.global,
                                        args, build.platform, input_, seconds, jobs, own, imported, used_mounts,
                                        folders});
        if (all.size() > 1) build.session->prefix = build.platform.text() + " ";
      }
    };
    add_sessions(builds, options_, claims);
    imported.load(*builds.front().session);
    TRY(build_all(builds));
    if (options_.verify) {
      Options anew = options_;
      anew.cache.use = false;
      Claims own;
      std::vector<PlatformBuild> again = TRY(plan(file, args, platforms));
      add_sessions(again, anew, own);
      TRY(build_all(again));
      TRY(check_equal(builds, again));
    }
    TRY(publish(builds));
    if (checks.complete()) return {};
    // The base images are here now.
    lint = TRY(checks.run(&first.graph));
    warnings_ = warnings_summary(lint);
    if (lint.is_error && !lint.warnings.empty()) return report_violations(lint);
    return {};
  }

  // --verify
  Result<void> check_equal(const std::vector<PlatformBuild>& builds, const std::vector<PlatformBuild>& again) {
    const std::vector<std::string> found = TRY(differences(builds, again));
    for (const std::string& difference : found) warnings_ += difference + "\n";
    if (found.empty()) return {};
    const char* const message = "the second build is another image";
    if (builds.front().session->epoch) return fail(message);
    return fail(message).with_hint("SOURCE_DATE_EPOCH makes times equal");
  }

  Result<void> build_all(std::vector<PlatformBuild>& builds) {
    TRY(run_platforms(builds));
    for (PlatformBuild& build : builds) {
      const StageState* const done = TRY(build.session->stages.finished(build.graph.target));
      build.target = *done;
      if (options_.squash != Squash::kNone) TRY(squash_layers(*build.session, build.target, options_.squash));
      TRY(recompress_layers(*build.session, build.target));
      build.image = TRY(store_image(*build.session, build.target));
    }
    return {};
  }

  Result<void> publish(const std::vector<PlatformBuild>& builds) {
    Session& session = *builds.front().session;
    const std::vector<std::string> names = TRY(full_names(options_.tags));
    std::vector<ResultImage> images;
    for (const PlatformBuild& build : builds) images.push_back(build.image);
    const BuildResult result = TRY(publish_images(session, std::move(images), names));
    display_.built(result.id().text(), options_.tags);
    for (const Output& output : options_.outputs) TRY(write_output(builds, result, names, output));
    if (!options_.id_file.empty()) {
      TRY(replace_file(FdRef::cwd(), options_.id_file, result.id().text(), 0644, Durable::kNo));
    }
    if (!options_.metadata_file.empty()) TRY(write_metadata(result, names, options_.metadata_file));
    TRY(export_cache(builds));
    if (options_.push) TRY(push_image(session, names));
    if (options_.quiet) std::puts(result.id().text().c_str());
    return {};
  }

  // All platforms at once; after an error the one whose it is.
  Result<void> run_platforms(const std::vector<PlatformBuild>& builds) {
    std::vector<Session*> sessions;
    for (const PlatformBuild& build : builds) sessions.push_back(build.session.get());
    std::vector<Result<void>> results = run_stages(sessions);
    if (interrupt_.raised()) return fail("interrupted");
    for (const Session* session : sessions) {
      // It can be done without.
      if (session->context && session->context->memory() != nullptr) (void)!session->context->memory()->save();
    }
    // Also after a failure: the steps that were done need not be done again.
    Result<void> settled = sessions.front()->layers.settle();
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (results[i] || !sessions[i]->stages.failed_first()) continue;
      failed_at_ = sessions[i]->stages.failed_at();
      // A file's owner is none that there is.
      if (results[i].error().number == EINVAL) return with_ids_hint(std::move(results[i]).error());
      return std::move(results[i]);
    }
    return settled;
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
  // Before the first thread.
  TRY_STEP("user namespace", layout::enter_user_namespace());
  const Interrupt interrupt = TRY(Interrupt::watch());
  const progress::Mode mode = TRY(display_mode(options));
  const std::unique_ptr<progress::Display> display = TRY(progress::make_display(mode, FdRef(STDERR_FILENO)));
  const Result<Input> input = Input::open(options, interrupt, *display);
  if (input) return Front(options, interrupt, *display, *input).build();
  display->finish();
  return input.error();
}

}  // namespace buildtool::build
