// The common front of the verbs that make an image of another: mutate, append, rebase, flatten, squash.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "imagetool/cmd/verbs.h"
#include "imagetool/edit/edit.h"
#include "imagetool/edit/mutation.h"
#include "spec/cli/option_table.h"

namespace imagetool::cmd {

struct EditInput {
  edit::Request request;
  edit::Mutation mutation;  // mutate, append
  std::string base;         // append, squash
  std::string old_base;     // rebase
  std::string new_base;
  bool quiet = false;
  std::vector<std::string> words;
};

using EditOption = spec::cli::Option<EditInput>;

struct EditVerb {
  const char* arguments;
  const char* doc;
  std::span<const EditOption> options;  // beside those that all have
  bool mutates = false;                 // has mutate's options, too
  bool needs_image = true;
};

// Reads the command line.
Result<EditInput> parse_edit(const EditVerb& verb, const Globals& globals, cli::Arguments arguments);

// Does it, and says the digest.
Result<int> run_edit(archive::Opener& opener, const EditInput& input, const edit::Edit& edit);

}  // namespace imagetool::cmd
