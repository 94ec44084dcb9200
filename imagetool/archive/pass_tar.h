// A tar that becomes a layer.
#pragma once

#include "spec/base/result.h"
#include "spec/base/stream.h"
#include "spec/image/digest.h"

namespace imagetool::archive {

// Reads a plain tar to its end, which has to be one, and writes its bytes into `out`. Returns their digest: the
// layer's DiffID.
Result<spec::image::Digest> pass_tar(Source& tar, Sink& out);

}  // namespace imagetool::archive
