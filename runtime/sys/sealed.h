// Runs this program again from a copy that nobody can write.
#pragma once

#include "spec/base/result.h"

namespace runtime::sys {

// A process of ours that stands inside a container is reachable there as
// /proc/PID/exe: a container that opens that file for writing would own the
// host at our next start (CVE-2019-5736). So whoever enters a container runs
// from a read-only, detached mount of the program's file, or where that is
// refused (no privilege) from a sealed memfd.
//
// Returns at once where this process runs sealed already, as it mostly does: on
// x86-64 the program begins with it (entry.cc). Otherwise it executes the
// program again with the same arguments and does not return.
Result<void> run_sealed();

}  // namespace runtime::sys
