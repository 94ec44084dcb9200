// Which file a command is.
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"

namespace runtime::init {

// Where a process without a PATH looks.
constexpr const char* kDefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// As a shell does: a name with a slash is itself, another is looked for in the
// PATH of `environment`. What is no executable file for the calling process is
// an error, in the words that Docker, Podman and containerd look for.
Result<std::string> find_program(const std::string& command, const std::vector<std::string>& environment);

// "exec NAME: no such file or directory": in the same words, whatever the C library says.
Error exec_error(const std::string& name, int number);

// The value of a variable; nullptr where it is not there. The last one counts.
const char* find_variable(const std::vector<std::string>& environment, const std::string& name);

}  // namespace runtime::init
