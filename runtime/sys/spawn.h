// Starting another program.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::sys {

struct Spawn {
  std::string program;             // its path
  std::vector<std::string> words;  // with its name
  std::vector<FdRef> files;        // its descriptors, from 0 on; an invalid one is /dev/null. It gets no others.
  bool own_session = false;        // in a session of its own, with / as its folder
};

// A child, with none of our settings of signals.
Result<pid_t> spawn(Spawn spawn);

}  // namespace runtime::sys
