#include "imagetool/artifact/referrers.h"

#include <cstdio>

#include "imagetool/archive/open.h"
#include "imagetool/cmd/option_words.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Lists what is about an image, wherever that is (see copy): signatures, bills of materials and whatever else says "
    "that the image is its subject.\v"
    "Example:\n  imagetool referrers docker://registry.example.com/me/app:1";

struct Input {
  std::string artifact_type;
  std::string format;
  std::vector<std::string> words;
};

Result<void> take_type(Input& input, const std::string& value) {
  input.artifact_type = value;
  return {};
}

Result<void> take_format(Input& input, const std::string& value) {
  input.format = value;
  return {};
}

constexpr spec::cli::Option<Input> kOptions[] = {
    {"artifact-type", 0, "TYPE", "Only of this type", take_type},
    {"format", 0, "FORMAT", "table (the default), json, or a Go template", take_format},
};

}  // namespace

Result<int> referrers(Globals& globals, cli::Arguments arguments) {
  Input input;
  TRY(parse_words<Input>(kOptions, "PLACE", kDoc, 1, 1, arguments, input));
  archive::Opener opener(globals.root);
  const archive::Place place = TRY(archive::parse_place(input.words[0]));
  const auto source = TRY(opener.source(place, {.tls_verify = globals.tls_verify, .asks_policy = false}));
  const std::string text = TRY(artifact::referrers_text(*source, input.artifact_type, input.format));
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace imagetool::cmd
