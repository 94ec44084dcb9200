// `--mount type=bind,source=...,target=...` and `--tmpfs /run:size=64m`.
#pragma once

#include <string>
#include <variant>

#include "imagetool/volume/wish.h"
#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace imagetool::options {

// Docker's keys of the types volume (the default), bind and tmpfs. Of a volume the subpath is not there: a container
// that has the volume could lead it anywhere.
using AnyMount = std::variant<spec::runtime::Mount, volume::Use>;
Result<AnyMount> parse_mount(const std::string& text);

// PATH[:OPTION,...], the options being tmpfs's and mount(8)'s. Without any it is noexec, nosuid, nodev.
Result<spec::runtime::Mount> parse_tmpfs(const std::string& text);

}  // namespace imagetool::options
