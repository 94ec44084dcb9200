// The network of an ordinary user's container: pasta(1), a process in user space that passes its traffic through
// sockets of the user's own. Published ports are pasta's.
#pragma once

#include "imagetool/endpoint/records.h"
#include "spec/base/result.h"

namespace imagetool::endpoint {

constexpr const char* kPasta = "pasta";

// record.ports have their numbers; record.pasta is set. It is started on a path of the namespace, and ended with the
// container by the keeper: on its own it outlives it.
Result<void> start_pasta(Record& record);
void stop_pasta(const Record& record);

}  // namespace imagetool::endpoint
