// The options that `checkpoint` and `restore` share.
#pragma once

#include <argp.h>

#include "runtime/checkpoint/dump.h"

namespace runtime::cmd {

// An argp child: state->input is a checkpoint::CommonOptions. Takes the id, too.
extern const argp kCriuArgp;

}  // namespace runtime::cmd
