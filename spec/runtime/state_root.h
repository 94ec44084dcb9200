// Where the runtime keeps the state of containers when nothing else is said.
#pragma once

#include <string>

namespace spec::runtime {

// $RUNTIME_ROOT; else for an ordinary user $XDG_RUNTIME_DIR/runtime, else /run/runtime. Before this process enters a
// user namespace.
std::string default_state_root();

}  // namespace spec::runtime
