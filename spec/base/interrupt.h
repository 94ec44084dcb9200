// SIGINT, SIGTERM and SIGHUP as an error that what reads and writes for long
// asks for, so that everything half made is unmade by its owner on the way out.
#pragma once

#include "spec/base/result.h"

namespace base {

// From now on the first of these signals only makes check_interrupted() fail; a
// second one of the same kind ends the process at once. A signal that is
// ignored (nohup, a shell's background) stays ignored. A program that never
// calls this is ended by them as ever.
void catch_interrupts();

// The error "interrupted" once a signal came. Thread-safe, and cheap enough for
// every buffer that is read.
bool interrupted();
Result<void> check_interrupted();

}  // namespace base
