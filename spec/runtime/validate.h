// What the specification demands of a config.json and no kernel is needed to
// see. The first fault is reported, with its place: "linux.devices[2].path:
// must be absolute".
#pragma once

#include <string_view>

#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace spec::runtime {

// The whole, as `create` needs it: process and root are there.
Result<void> validate(const Config& config);

// The process alone, as `exec` needs it.
Result<void> validate(const Process& process);

// A container's id: [A-Za-z0-9_+-][A-Za-z0-9_+.-]*, 1024 characters at most.
// It names folders: no "..", no "/".
Result<void> validate_id(std::string_view id);

// linux alone, which validate(Config) includes.
Result<void> validate_linux(const Config& config);

}  // namespace spec::runtime
