// `--device /dev/fuse[:/dev/there][:rwm]`
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/bundle/options.h"

namespace spec::bundle {

Result<std::vector<DeviceGrant>> parse_device(const std::string& text);

}  // namespace spec::bundle
