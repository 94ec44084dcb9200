// Who uses which upper folder: two overlays that share one destroy it, and the
// kernel does not refuse them.
#pragma once

#include <string>

#include "runtime/container/record.h"
#include "runtime/container/store.h"
#include "spec/base/result.h"

namespace runtime::container {

// The folder's device and inode.
Result<Upper> identify_upper(const std::string& path);

// Notes that container `id` uses the upper folder: a link STATE_ROOT/.uppers/DEVICE-INODE
// to the id. An error where a container that is alive, or being made, does so.
Result<void> claim_upper(const Store& store, FdRef state_root, const Upper& upper, const std::string& id);
// Takes the note away, where it is that container's.
void release_upper(FdRef state_root, const Upper& upper, const std::string& id);
// The same of all of a container that is no more, which a `create` or `delete` that was killed has left.
void release_uppers(const Store& store, const std::string& id);

}  // namespace runtime::container
