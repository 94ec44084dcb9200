// Running `runtime create`: the container's first process has the descriptors of who called it.
#pragma once

#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::supervisor {

// What a command gets as its standard input and outputs; the container made by it keeps them.
struct Descriptors {
  FdRef input;
  FdRef output;
  FdRef errors;
};

// Waits for its end. A status that is not 0 is an error with what it wrote to `errors_read` (the other end of its
// standard error), its last line.
Result<void> run_command(const std::vector<std::string>& words, const Descriptors& descriptors, FdRef errors_read);

}  // namespace runtime::supervisor
