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

  // Whether a bundle is named by its path: one word with a "/", as no id has one.
  bool by_path() const;
  // Whether a person does so, who asks for nothing that only a program does something with.
  bool by_hand() const;
};

// An argp child: state->input is a ContainerArguments.
extern const argp kContainerArgp;

// Completes the options from the words and the globals. With a bundle by its path a second word is the id, whose
// default is the bundle's base name. A bare word is always an id.
Result<container::CreateOptions> complete_options(const Globals& globals, ContainerArguments arguments);

}  // namespace runtime::cmd
