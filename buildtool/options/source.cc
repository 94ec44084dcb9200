// What is built: the Dockerfile, its contexts, its arguments.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "buildtool/options/option.h"
#include "spec/base/text.h"
#include "spec/cli/numbers.h"

namespace buildtool::options {

namespace {

// NAME=VALUE, or NAME for a value that the environment has.
Result<void> take_build_arg(Options& options, const std::string& text) {
  Assignment arg = TRY(parse_assignment(text));
  if (arg.value) {
    options.build_args[arg.name] = std::move(*arg.value);
  } else if (const char* value = ::secure_getenv(arg.name.c_str()); value != nullptr) {
    options.build_args[arg.name] = value;
  }
  return {};
}

Result<void> take_build_context(Options& options, const std::string& text) {
  Assignment context = TRY(parse_assignment(text));
  if (!context.value || context.value->empty()) return fail("NAME=VALUE is expected");
  options.contexts[to_lower(context.name)] = std::move(*context.value);
  return {};
}

Result<void> take_epoch(Options& options, const std::string& text) {
  options.build_args["SOURCE_DATE_EPOCH"] = text;
  return {};
}

Result<void> take_compress(Options&, const std::string& value) {
  TRY(spec::cli::parse_bool(value));
  return {};
}

// Whichever is asked for: it is this one.
Result<void> take_builder(Options&, const std::string&) { return {}; }

Result<void> take_label(Options& options, const std::string& text) {
  Assignment label = TRY(parse_assignment(text));
  options.labels[label.name] = label.value.value_or("");
  return {};
}

Result<void> take_call(Options& options, const std::string& value) {
  constexpr std::array kCalls = {"build", "check", "outline", "targets"};
  const auto found = std::find(kCalls.begin(), kCalls.end(), value);
  if (found == kCalls.end()) return fail("it is neither build, check, outline nor targets");
  options.call = static_cast<build::Call>(found - kCalls.begin());
  return {};
}

Result<void> take_check(Options& options, const std::string& value) {
  const bool wanted = TRY(spec::cli::parse_bool(value));
  if (wanted) options.call = build::Call::kCheck;
  return {};
}

Result<void> take_platform(Options& options, const std::string& value) {
  for (const std::string& platform : split(value, ',')) options.platforms.emplace_back(trim(platform));
  return {};
}

constexpr Option kOptions[] = {
    {"build-arg", 0, "NAME[=VALUE]", "Set an ARG; without a value it comes from the environment", take_build_arg},
    {"build-context", 0, "NAME=VALUE",
     "Files or an image for FROM and --from: a folder, docker-image://IMAGE, oci-layout://PATH, a URL",
     take_build_context},
    {"builder", 0, "NAME", "Accepted: there is one builder", take_builder},
    {"call", 0, "build|check|outline|targets", "What is done with the Dockerfile", take_call},
    {"check", 0, nullptr, "The same as --call=check", take_check},
    {"compress", 0, nullptr, "Accepted: the context is not sent anywhere", take_compress},
    {"file", 'f', "FILE", "The Dockerfile (default: Dockerfile, else dockerfile, in CONTEXT)",
     take_text<&Options::dockerfile>},
    {"label", 0, "NAME=VALUE", "Add a label to the image", take_label},
    {"platform", 0, "OS/ARCH[,...]", "The platforms to build for; several of them become an index", take_platform},
    {"source-date-epoch", 0, "SECONDS", "The same as --build-arg SOURCE_DATE_EPOCH=SECONDS", take_epoch},
    {"target", 0, "STAGE", "The stage to build (default: the last)", take_text<&Options::target>},
    {"timestamp", 0, "SECONDS", "The same as --source-date-epoch", take_epoch},
};

}  // namespace

std::span<const Option> source_options() { return kOptions; }

}  // namespace buildtool::options
