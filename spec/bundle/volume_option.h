// `-v SRC:DST[:OPTION,...]` as a bind mount.
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace spec::bundle {

// SRC is a path ("/data", "./data") that is there, DST an absolute one in the
// container. The options are ro or rw, a propagation ("rslave"), and, without an
// effect here, z, Z, cached, delegated and consistent. Names of volumes, and
// a path alone, are errors.
enum class MissingSource { kError, kAllowed };
Result<runtime::Mount> parse_volume(const std::string& text, MissingSource missing = MissingSource::kError);

// The bind mount of what is, or where it is allowed to be missing will be, at `source` here.
Result<runtime::Mount> bind_mount(const std::string& source, const std::string& destination,
                                  MissingSource missing = MissingSource::kError);

// "rshared", "private" and the like.
bool is_propagation(const std::string& word);

}  // namespace spec::bundle
