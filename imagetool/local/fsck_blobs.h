// Every blob of the store, read and digested.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/image/digest.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// The files of blobs/ that are named as blobs are.
Result<std::vector<spec::image::Digest>> list_blobs(const spec::layout::Store& store);

struct BlobState {
  bool is_gone = false;  // another process removed it
  std::uint64_t size = 0;
  std::string reason;  // what is wrong with it; "" for nothing
};
// Only an interrupt is an error.
Result<BlobState> check_blob(const spec::layout::Store& store, const spec::image::Digest& digest);

}  // namespace imagetool::local
