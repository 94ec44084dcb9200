// What git wrote, made the same everywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace buildtool::build {

// Files are 0644 or 0755 and folders 0755, whatever the umask is; all have the
// time `seconds`, where there is one. The .git files of submodules, which lead to
// where the repository was fetched, go. With `git_dir` all that is called .git stays as it is.
Result<void> settle_checkout(FdRef folder, std::optional<std::int64_t> seconds, bool git_dir);

// A folder of the tree: each part of the path has to be a real one, since a
// link of the repository's could lead anywhere. "" is the tree itself.
Result<Fd> open_subdir(FdRef tree, const std::string& path);

}  // namespace buildtool::build
