// A verb with verbs of its own, as `imagetool manifest create`.
#pragma once

#include <string>
#include <vector>

#include "imagetool/cmd/verbs.h"

namespace imagetool::cmd {

// Which of the verbs a verb's arguments name: its index, and in `at` that of the word in arguments.argv. What stands
// before it can only be --help, which `doc`, argp's, is for, with the list of verbs below.
Result<std::size_t> find_sub_verb(const std::vector<cli::detail::VerbLine>& verbs, const std::string& doc,
                                  cli::Arguments arguments, int& at);

}  // namespace imagetool::cmd
