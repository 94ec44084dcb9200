// `--device /dev/fuse[:/dev/there][:rwm]`
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/bundle/options.h"

namespace imagetool::options {

Result<std::vector<spec::bundle::DeviceGrant>> parse_device(const std::string& text);

}  // namespace imagetool::options
