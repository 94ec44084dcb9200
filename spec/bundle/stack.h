// Reading a file of an image whose layers are unpacked but not mounted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spec/base/result.h"

namespace spec::bundle {

// The content of a regular file as an overlay of these folders shows it:
// whiteouts, opaque folders and symbolic links are followed as the kernel
// would, and never out of the layers. `layers` are paths, the lowest first;
// they must not change meanwhile. Nothing where the file, or what leads to it,
// is missing; an error where it is no regular file, has more than `max_bytes`,
// or is reached by more links or ".." than any sane image has.
Result<std::optional<std::string>> read_from_layers(const std::vector<std::string>& layers, const std::string& path,
                                                    std::uint64_t max_bytes);

}  // namespace spec::bundle
