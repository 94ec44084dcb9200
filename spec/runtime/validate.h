// What the specification demands of a config.json and no kernel is needed to
// see, each fault with its place: "linux.devices[2].path: must be absolute".
#pragma once

#include <string_view>

#include "spec/base/result.h"
#include "spec/json/problems.h"
#include "spec/runtime/config.h"

namespace spec::runtime {

// The first fault of the whole, as `create` needs it: process and root are there.
Result<void> validate(const Config& config);
// The first of the process alone, as `exec` needs it.
Result<void> validate(const Process& process);

// All of them.
void find_problems(const Config& config, json::Problems& problems);
void find_problems(const Process& process, json::Problems& problems);
// linux alone, which the whole includes.
void find_linux_problems(const Config& config, json::Problems& problems);

// A container's id: [A-Za-z0-9_+-][A-Za-z0-9_+.-]*, 1024 characters at most.
// It names folders: no "..", no "/".
Result<void> validate_id(std::string_view id);

}  // namespace spec::runtime
