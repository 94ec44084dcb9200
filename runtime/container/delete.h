// Unmaking a container.
#pragma once

#include <string>
#include <vector>

#include "runtime/container/store.h"
#include "runtime/container/warnings.h"
#include "spec/base/result.h"

namespace runtime::container {

// A running container is an error, unless `force` kills it first; so is an
// unknown id, unless `force`.
Result<void> remove(const std::string& state_root, const std::string& id, bool force, Warnings& warnings);

// Of a container whose first process has ended: what is left of its processes,
// its cgroups, its folder; then the poststop hooks.
Result<void> remove_stopped(Folder& folder, const Record& record, Warnings& warnings);

// The same of one whose first process may still be there.
Result<void> destroy(Folder& folder, const Record& record, Warnings& warnings);

// The hooks of a container's end: each that fails is a warning.
std::vector<Error> run_poststop(const Record& record);
// Those of its start: one that fails is the end of the container.
Result<void> run_poststart(const Record& record);

}  // namespace runtime::container
