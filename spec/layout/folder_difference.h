// Comparing an unpacked layer with what its tar says.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace spec::layout {

// The first thing in `kept` that is not as in `fresh`, which was just unpacked:
// "etc/passwd: other content", "x: missing"; "" where there is none. Contents are
// read. What a tar cannot say is not looked at: parts of a second where the tar
// has none (an overlay's upper folder that became the layer has them), sockets,
// folders' times, and the root folder itself.
Result<std::string> first_difference(FdRef fresh, FdRef kept);
// Of them the first `most`.
Result<std::vector<std::string>> differences(FdRef fresh, FdRef kept, std::size_t most);

}  // namespace spec::layout
