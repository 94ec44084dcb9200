// The memory of a program that does next to nothing for days.
#pragma once

namespace runtime::supervisor {

// Gives the pages of the program's code and constants back: starting a container touches most of them, waiting for
// its end a few, which come again by themselves.
void shrink_footprint();

}  // namespace runtime::supervisor
