// buildtool: turns a Dockerfile into an image, with `runtime` for each RUN.
#include <cstdio>

#include "buildtool/cmd/verbs.h"
#include "spec/cli/program.h"

namespace {

using buildtool::cmd::Globals;
namespace cmd = buildtool::cmd;

const spec::cli::Program<Globals> kProgram = {
    .name = "buildtool",
    .summary = "Builds container images from Dockerfiles.",
    .options = cmd::kGlobalOptions,
    .option =
        [](int key, char* value, argp_state* state) {
          return cmd::parse_global_option(key, value, state, *static_cast<Globals*>(state->input));
        },
    .verbs =
        {
            {"build", "Build an image from a Dockerfile (also without the word: buildtool -t x .)", cmd::build},
            {"du", "Show what builds keep, and how much it takes", cmd::du},
            {"prune", "Remove what builds keep", cmd::prune},
            {"version", "Show the version and what it was built with", cmd::version},
        },
    .default_verb = "build",
};

}  // namespace

int main(int argc, char** argv) {
  argp_program_version_hook = [](FILE* out, argp_state*) { std::fputs(cmd::version_text().c_str(), out); };
  spec::cli::set_usage_status(125);
  return kProgram.run(argc, argv);
}
