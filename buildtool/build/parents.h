// COPY --parents: what is found keeps the folders that it lies in.
#pragma once

#include <string>
#include <vector>

#include "buildtool/context/context.h"
#include "spec/base/result.h"

namespace buildtool::build {

// What `source` names, as a folder that holds nothing else: to be copied as a
// folder's content. What stands before "/./" is not kept; wildcards are as in
// .dockerignore, "**" too. A path that is not there is an error with number ENOENT.
Result<std::vector<context::Found>> find_with_parents(const context::Context& files, const std::string& source);

}  // namespace buildtool::build
