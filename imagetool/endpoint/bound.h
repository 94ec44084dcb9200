// A container's network namespace, kept by a mount until it is taken down: of networks that are not ours, whose plugins
// find in it what they made on the host (the bridge plugin its masquerading). For ours nothing keeps it: its
// interfaces are gone when the container is.
#pragma once

#include <string>

#include "imagetool/endpoint/records.h"
#include "spec/base/result.h"

namespace imagetool::endpoint {

// One that is bound already is fine.
Result<void> bind_namespace(const Record& record);
// Its path; "" where it is not bound.
std::string bound_namespace(const Record& record);
Result<void> unbind_namespace(const Record& record);

}  // namespace imagetool::endpoint
