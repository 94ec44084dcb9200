// A file that a person names, or standard input.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "spec/base/fd.h"
#include "spec/base/file.h"
#include "spec/base/result.h"

namespace imagetool::archive {

// For reading; "-" is standard input.
inline Result<Fd> open_input(const std::string& path) {
  if (path != "-") return open_at(FdRef::cwd(), path, O_RDONLY);
  const int input = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
  if (input < 0) return fail_errno("standard input");
  return Fd(input);
}

}  // namespace imagetool::archive
