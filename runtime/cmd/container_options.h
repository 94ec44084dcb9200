// The options that `create` and `run` share.
#pragma once

#include <argp.h>

#include <string>
#include <vector>

#include "runtime/cmd/verbs.h"
#include "runtime/container/create.h"

namespace runtime::cmd {

struct ContainerArguments {
  container::CreateOptions options;
  std::vector<std::string> words;
  bool bundle_given = false;
};

// An argp child: state->input is a ContainerArguments.
extern const argp kContainerArgp;

// Completes the options from the words and the globals. Without --bundle and
// --config one word with a "/" is a bundle, as no id has one; a second one is
// then the id, whose default is the bundle's base name. A bare word is always an id.
Result<container::CreateOptions> complete_options(const Globals& globals, ContainerArguments arguments);

}  // namespace runtime::cmd
