// Unmaking a container.
#pragma once

#include <string>
#include <vector>

#include "runtime/container/store.h"
#include "spec/base/result.h"

namespace runtime::container {

// What went wrong without making the whole fail: poststart and poststop hooks.
using Warnings = std::vector<Error>;

// A running container is an error, unless `force` kills it first; so is an
// unknown id, unless `force`.
Result<void> remove(const std::string& state_root, const std::string& id, bool force, Warnings& warnings);

// Of a container whose first process has ended: what is left of its processes,
// its cgroups, its folder; then the poststop hooks.
Result<void> remove_stopped(Folder& folder, const Record& record, Warnings& warnings);

}  // namespace runtime::container
