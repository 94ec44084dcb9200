// What is to be different in an image's config and manifest, as the options of `imagetool mutate`.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "imagetool/edit/image.h"
#include "spec/base/result.h"
#include "spec/cli/option_table.h"

namespace imagetool::edit {

struct Mutation {
  std::vector<std::function<Result<void>(Image& image)>> steps;  // in the order of the command line
  std::vector<std::string> layers;                               // tars, which become layers on top
};

using MutationOption = spec::cli::Option<Mutation>;
std::span<const MutationOption> mutation_options();

// Reads the layers once, for all platforms. `verb` is told in the history.
Result<Edit> edit_of(const Mutation& mutation, const std::string& verb);

}  // namespace imagetool::edit
