// The options of supervised containers, which `run -d BUNDLE/` and `create BUNDLE/` share.
#pragma once

#include <argp.h>

#include "runtime/cmd/verbs.h"
#include "runtime/container/create.h"
#include "runtime/supervision/new_settings.h"
#include "runtime/supervision/place.h"

namespace runtime::cmd {

struct WishArguments {
  supervision::Wish wish;
  bool given = false;  // one of them was
};

// An argp child: state->input is a WishArguments.
extern const argp kWishArgp;

// Makes what is wished for; it does not run yet.
Result<supervision::Place> make_supervised(const Globals& globals, supervision::Wish wish,
                                           const container::CreateOptions& options);

}  // namespace runtime::cmd
