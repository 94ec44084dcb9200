// An image's layers in another compression: new blobs, and so new manifests; the DiffIDs stay.
#pragma once

#include <string_view>

#include "imagetool/transfer/contents.h"
#include "imagetool/transfer/progress.h"
#include "spec/base/result.h"
#include "spec/image/media_type.h"
#include "spec/layout/lease.h"

namespace imagetool::transfer {

struct Recompression {
  spec::image::Compression form = spec::image::Compression::kGzip;
  int level = 0;       // the form's default
  bool force = false;  // also layers that have the form already
};

// "gzip", "zstd:19", "none".
Result<Recompression> parse_compression(std::string_view text);

// Layers that have another form are compressed anew into files of the lease's, which `contents` then has for
// them; the store stays as it is. Manifests and indexes follow. An image in Docker's types becomes one in OCI's
// where it gets zstd, which Docker's have no type for. Layers of unknown types stay as they are.
Result<Contents> recompress(const spec::layout::Lease& lease, Contents contents, const Recompression& wanted,
                            Progress& progress);

}  // namespace imagetool::transfer
