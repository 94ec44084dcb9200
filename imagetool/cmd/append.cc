#include "imagetool/cmd/edit_verb.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Puts tars as layers on top of an image, wherever that is (see copy). One that gzip or zstd compressed stays the "
    "bytes that it is.\v"
    "Example:\n  imagetool append -f app.tar -t me/app:2 me/app:1";

Result<void> take_file(EditInput& input, const std::string& value) {
  input.mutation.layers.push_back(value);
  return {};
}

constexpr EditOption kOptions[] = {{"new_layer", 'f', "FILE", "A tar; again for more, from below", take_file}};
constexpr EditVerb kVerb = {"IMAGE", kDoc, kOptions};

}  // namespace

Result<int> append(Globals& globals, cli::Arguments arguments) {
  const EditInput input = TRY(parse_edit(kVerb, globals, arguments));
  if (input.mutation.layers.empty()) return fail("nothing to append").with_hint("-f FILE is a layer");
  const edit::Edit edit = TRY(edit::edit_of(input.mutation, "append"));
  archive::Opener opener(globals.root);
  return run_edit(opener, input, edit);
}

}  // namespace imagetool::cmd
