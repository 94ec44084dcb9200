// CDI devices for a bundle.
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/bundle/options.h"
#include "spec/cdi/registry.h"

namespace spec::cdi {

// Adds to the options what the devices' files give to a container: once for each file and device. A device node that
// the host has not is an error.
Result<void> apply(const Registry& registry, const std::vector<std::string>& names, bundle::Options& options);

// The names that `--gpus` means: "all", a number of them, or Docker's fields, `device=0,2` or `count=2` among them.
Result<std::vector<std::string>> parse_gpus(const std::string& text);

}  // namespace spec::cdi
