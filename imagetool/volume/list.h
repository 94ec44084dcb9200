// Lists of volumes, as Docker prints them.
#pragma once

#include <string>
#include <vector>

#include "imagetool/volume/volume.h"
#include "spec/base/result.h"

namespace imagetool::volume {

// `format` as of spec/format/rows.h; empty or "table": Docker's table. `quiet`: names alone.
Result<std::string> list_text(const std::vector<Volume>& volumes, const std::string& format, bool quiet);

}  // namespace imagetool::volume
