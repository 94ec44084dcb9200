// What the result is not to have of its base image, and in how many layers it is.
#include "buildtool/options/option.h"
#include "spec/cli/numbers.h"

namespace buildtool::options {

namespace {

using build::Squash;
using spec::image::Unset;

template <std::vector<std::string> Unset::*member>
Result<void> take_unset(Options& options, const std::string& value) {
  if (value.empty()) return fail("the name is missing");
  (options.unset.*member).push_back(value);
  return {};
}

// "all" also takes the base image's layers.
Result<void> take_squash(Options& options, const std::string& value) {
  if (value == "all") {
    options.squash = Squash::kAll;
    return {};
  }
  const bool wanted = TRY(spec::cli::parse_bool(value));
  options.squash = wanted ? Squash::kNew : Squash::kNone;
  return {};
}

constexpr Option kOptions[] = {
    {"squash", 0, nullptr, "All new layers as one; \"all\": those of the base image, too", take_squash},
    {"unsetenv", 0, "NAME", "A variable that the result does not have", take_unset<&Unset::variables>},
    {"unsetexpose", 0, "PORT", "A port that the result does not have", take_unset<&Unset::ports>},
    {"unsetlabel", 0, "NAME", "A label that the result does not have", take_unset<&Unset::labels>},
    {"unsetvolume", 0, "PATH", "A volume that the result does not have", take_unset<&Unset::volumes>},
};

}  // namespace

std::span<const Option> base_options() { return kOptions; }

}  // namespace buildtool::options
