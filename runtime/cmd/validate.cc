#include "runtime/validate/validate.h"

#include <unistd.h>

#include "runtime/cmd/verbs.h"
#include "spec/base/file.h"

namespace runtime::cmd {

namespace {

struct Options {
  std::string bundle;
  std::string config_file;
  std::string format = "text";
};

enum Key { kConfig = 0x600, kFormat };

constexpr argp_option kOptions[] = {
    {"bundle", 'b', "DIR", 0, "the bundle (default: the working folder)", 0},
    {"config", kConfig, "FILE", 0, "this instead of the bundle's config.json", 0},
    {"format", kFormat, "FORMAT", 0, "text (default) or json", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  Options& options = *static_cast<Options*>(state->input);
  switch (key) {
    case ARGP_KEY_ARG:
    case 'b':
      if (!options.bundle.empty()) ::argp_error(state, "more than one bundle");
      options.bundle = value;
      return 0;
    case kConfig:
      options.config_file = value;
      return 0;
    case kFormat:
      options.format = value;
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

constexpr argp kTable = {kOptions,
                         parse_option,
                         "[BUNDLE/]",
                         "Looks for all that would keep a bundle from running here: what the specification "
                         "does not allow, and what this host lacks. Nothing is made. "
                         "The exit status is 0 where nothing was found, 1 otherwise.\v"
                         "Example: runtime validate --format json bundle/",
                         nullptr,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> validate(Globals&, Arguments arguments) {
  Options options;
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  if (options.format != "text" && options.format != "json") return fail("invalid format \"" + options.format + "\"");
  std::string bundle = options.bundle.empty() ? "." : options.bundle;
  while (bundle.size() > 1 && bundle.ends_with('/')) bundle.pop_back();
  const ::runtime::validate::Report report =
      TRY(::runtime::validate::validate(bundle, options.config_file, ::runtime::validate::Host::look()));
  const bool json = options.format == "json";
  TRY(write_all(FdRef(STDOUT_FILENO),
                json ? ::runtime::validate::format_json(report) : ::runtime::validate::format_text(report), "stdout"));
  return report.problems.empty() ? 0 : 1;
}

}  // namespace runtime::cmd
