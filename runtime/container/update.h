// Changing the limits of a container.
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/runtime/linux.h"
#include "spec/runtime/resources.h"

namespace runtime::container {

struct Changes {
  spec::runtime::Resources resources;
  spec::runtime::IntelRdt intel_rdt;  // the schemata only
};

// What `changes` does not say stays. The record keeps the outcome for the next
// update; where a limit is refused, the ones before are put back.
Result<void> update(const std::string& state_root, const std::string& id, const Changes& changes);

}  // namespace runtime::container
