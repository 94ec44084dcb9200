#include "buildtool/build/build.h"

#include "buildtool/cmd/verbs.h"
#include "buildtool/options/option.h"

namespace buildtool::cmd {

namespace {

constexpr const char* kDoc =
    "Builds an image from a Dockerfile and the files of CONTEXT: a folder, a tar, - for standard input, a URL "
    "or a Git repository.\v"
    "Example:\n  buildtool -t hello .\n\n"
    "Verbs: build (the default), du, prune, version.";

struct Input {
  Globals globals;
  build::Options options;
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& [globals, options] = *static_cast<Input*>(state->input);
  switch (key) {
    case ARGP_KEY_ARG:
      if (!options.context.empty()) argp_error(state, "only one CONTEXT is expected");
      options.context = value;
      return 0;
    case ARGP_KEY_END:
      if (options.context.empty())
        argp_error(state, "the CONTEXT is missing: the folder of files to build from, often .");
      return 0;
    default:
      if (options::take(key, value, state, options) == 0) return 0;
      return parse_global_option(key, value, state, globals);
  }
}

}  // namespace

Result<int> build(Globals& globals, cli::Arguments arguments) {
  std::vector<argp_option> table = options::argp_options();
  for (const argp_option* option = kGlobalOptions; option->name != nullptr; ++option) table.push_back(*option);
  table.push_back({nullptr, 0, nullptr, 0, nullptr, 0});
  const argp parser = {table.data(), parse_option, "CONTEXT", kDoc, nullptr, nullptr, nullptr};
  Input input{globals, {}};
  TRY(cli::parse(parser, arguments, 0, &input));
  input.options.store = input.globals.root;
  input.options.tls_verify = input.globals.tls_verify;
  TRY(build::build(input.options));
  return 0;
}

}  // namespace buildtool::cmd
