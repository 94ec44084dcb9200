// Is a container's first process there, and what is it doing?
#pragma once

#include "runtime/container/record.h"
#include "runtime/container/store.h"
#include "spec/base/fd.h"
#include "spec/runtime/state.h"

namespace runtime::container {

// The status now. Reads /proc; a pid that another process has by now is "stopped".
Result<spec::runtime::Status> current_status(const Folder& folder, const Folder::Loaded& loaded);

// A pidfd of the first process; ESRCH in Error::number where it has ended.
Result<Fd> open_first_process(const Record& record);

// What `state` prints and hooks get.
spec::runtime::State public_state(const Record& record, spec::runtime::Status status);

}  // namespace runtime::container
