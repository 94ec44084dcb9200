// The mount options of a container's tmpfs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"

namespace imagetool::options {

// Docker's noexec, nosuid, nodev and rprivate, with those of `text` ("exec,size=64m")
// after them, each taking away what it contradicts. One that is neither mount(8)'s
// nor tmpfs's: `invalid tmpfs option "x"`.
Result<std::vector<std::string>> tmpfs_options(std::string_view text);

}  // namespace imagetool::options
