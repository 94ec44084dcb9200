// A program that is run to its end: `runtime`, `imagetool`.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "buildtool/build/interrupt.h"
#include "spec/base/result.h"

namespace buildtool::build {

struct Command {
  std::vector<std::string> arguments;    // the first is the program's path
  std::vector<std::string> environment;  // NAME=VALUE, nothing else is handed on
};

// Runs it with an empty standard input and waits for its end: the exit code,
// 128 + N where signal N ended it. What it writes to standard output and error
// comes to `output` in the order of writing. It is in a process group of its
// own, so that a terminal's Ctrl-C reaches only us. When the interrupt is
// raised `stop` is called once; a program that is there half a second later is
// killed, and the result is the error "interrupted".
Result<int> run_command(const Command& command, const Interrupt& interrupt,
                        const std::function<void(std::string_view)>& output, const std::function<void()>& stop = {});

// Runs it with our own standard input, output and error, and waits for its end.
Result<int> run_in_foreground(const Command& command);

// As execve wants them; `texts` must outlive it.
std::vector<char*> pointers(const std::vector<std::string>& texts);

// Our own environment, for a program that may need the user's settings.
std::vector<std::string> whole_environment();

// Where a sibling program is: `given` where it is not empty, else the file of
// that name beside this program, else the first in PATH.
Result<std::string> find_program(const std::string& name, const std::string& given);

// The first program of that name in PATH; "" where there is none.
std::string find_in_path(const std::string& name);

// A program of our own that is for no one else to run: ../libexec/buildtool/NAME
// as seen from this program's folder.
Result<std::string> find_helper(const std::string& name);

}  // namespace buildtool::build
