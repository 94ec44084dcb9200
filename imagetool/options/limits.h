// Limits that contradict each other, or that nothing could run with.
#pragma once

#include "imagetool/options/option.h"
#include "spec/base/result.h"

namespace imagetool::options {

// Docker's rules in its words. Where memory is limited and swap is not mentioned
// the two together are limited to twice as much, as there; request.cpus becomes a
// quota of a period of 100 ms. `cpus`: how many this machine has.
Result<void> check_limits(Request& request, unsigned cpus);

}  // namespace imagetool::options
