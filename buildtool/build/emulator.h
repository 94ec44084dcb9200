// Whether a RUN for another platform can be run here.
#pragma once

#include "spec/base/result.h"
#include "spec/image/platform.h"

namespace buildtool::build {

// An error that says what is missing where neither the processor nor an
// emulator that the kernel knows (binfmt_misc) runs programs of the platform.
Result<void> check_runs_here(const spec::image::Platform& platform);

// Whether an entry of binfmt_misc, as its file reads, is for ELF programs of that architecture and enabled.
bool is_emulator_for(std::string_view entry, std::string_view architecture);

}  // namespace buildtool::build
