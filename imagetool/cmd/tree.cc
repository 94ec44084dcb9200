#include <cstdio>

#include "imagetool/archive/open.h"
#include "imagetool/artifact/referrers.h"
#include "imagetool/cmd/option_words.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Shows an image, wherever that is (see copy), as a tree: the images of an index, what is about each of them, and "
    "what is about that.\v"
    "Example:\n  imagetool tree docker://registry.example.com/me/app:1";

struct Input {
  std::vector<std::string> words;
};

}  // namespace

Result<int> tree(Globals& globals, cli::Arguments arguments) {
  Input input;
  TRY(parse_words<Input>({}, "PLACE", kDoc, 1, 1, arguments, input));
  archive::Opener opener(globals.root);
  const archive::Place place = TRY(archive::parse_place(input.words[0]));
  const auto source = TRY(opener.source(place, {.tls_verify = globals.tls_verify, .asks_policy = false}));
  const std::string text = TRY(artifact::tree_text(*source, input.words[0]));
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace imagetool::cmd
