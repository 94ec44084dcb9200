// `--mount type=bind,source=...,target=...` and `--tmpfs /run:size=64m`.
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace imagetool::options {

// Docker's keys of the types bind and tmpfs. A volume, which is the default type
// there, is an error: it is a daemon's.
Result<spec::runtime::Mount> parse_mount(const std::string& text);

// PATH[:OPTION,...], the options being tmpfs's and mount(8)'s. Without any it is noexec, nosuid, nodev.
Result<spec::runtime::Mount> parse_tmpfs(const std::string& text);

}  // namespace imagetool::options
