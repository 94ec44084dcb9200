// What is in a bundle's root file system, as far as it can be seen before the mounts are made.
#pragma once

#include <string>

#include "spec/base/fd.h"
#include "spec/runtime/config.h"

namespace runtime::validate {

// A relative path is the bundle's.
std::string absolute(const std::string& path, const std::string& bundle);

// Whether one of the mounts (of those before `end`) lies over the path.
bool is_covered(const spec::runtime::Config& config, const std::string& path, std::size_t end = SIZE_MAX);

enum class Found {
  kYes,
  kNo,
  kNotExecutable,
  kNoInterpreter,  // the program of its first line, or the loader, is missing
  kForeign,        // a program for another machine, or none
  kUnknown,        // covered by a mount
};
// A program in the root.
Found look_up(const spec::runtime::Config& config, FdRef root, const std::string& path);

}  // namespace runtime::validate
