// The programs that a build runs.
#include "buildtool/options/option.h"

namespace buildtool::options {

namespace {

constexpr Option kOptions[] = {
    {"imagetool", 0, "FILE", "The program that pulls base images", take_text<&Options::imagetool>},
    {"runtime", 0, "FILE", "The program that runs the containers of RUN", take_text<&Options::runtime>},
};

}  // namespace

std::span<const Option> program_options() { return kOptions; }

}  // namespace buildtool::options
