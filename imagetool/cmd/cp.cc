#include "imagetool/cp/copy.h"

#include <cstdio>
#include <vector>

#include "imagetool/cmd/boolean.h"
#include "imagetool/cmd/pause_option.h"
#include "imagetool/cmd/verbs.h"
#include "spec/base/interrupt.h"
#include "spec/cli/human.h"

namespace imagetool::cmd {

namespace {

enum Key { kPause = 256 };

constexpr argp_option kOptions[] = {
    {"archive", 'a', nullptr, 0, "Copies keep the files' user and group ids", 0},
    {"follow-link", 'L', nullptr, 0, "Follow a symbolic link in the source", 0},
    pause_option(kPause),
    {"quiet", 'q', nullptr, 0, "Do not say what was copied", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};
constexpr const char* kDoc =
    "Copies files between the host and a bundle, or a container by its id or name, whether it runs or not, or out of "
    "an "
    "image. - is a tar on standard input or output.\v"
    "Example:\n  imagetool cp site/. box:/srv/www";

struct Input {
  cp::Request request;
  std::vector<std::string> words;
  bool quiet = false;
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& input = *static_cast<Input*>(state->input);
  switch (key) {
    case 'a':
      input.request.archive = true;
      return 0;
    case 'L':
      input.request.follow = true;
      return 0;
    case kPause:
      input.request.pause = parse_boolean("--pause", value, state);
      return 0;
    case 'q':
      input.quiet = true;
      return 0;
    case ARGP_KEY_ARG:
      input.words.emplace_back(value);
      return 0;
    case ARGP_KEY_END:
      if (input.words.size() != 2) argp_error(state, "a source and a destination are expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> cp(Globals& globals, cli::Arguments arguments) {
  Input input;
  const argp table = {kOptions, parse_option, "SOURCE DESTINATION", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &input));
  input.request.state_root = globals.state_root;
  input.request.from = input.words[0];
  input.request.to = input.words[1];
  catch_interrupts();
  const cp::Copied copied = TRY(cp::copy(globals.root, input.request));
  if (input.quiet || copied.streamed) return 0;
  std::fprintf(stderr, "Successfully copied %s to %s\n", cli::human_size(copied.bytes).c_str(),
               input.request.to.c_str());
  return 0;
}

}  // namespace imagetool::cmd
