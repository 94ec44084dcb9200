#include "imagetool/edit/rebase.h"
#include "imagetool/cmd/edit_verb.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Exchanges the layers that an image has of its base for those of another one, wherever the images are (see copy): "
    "the image's own layers and its config stay as they are.\v"
    "Example:\n  imagetool rebase --old_base debian:12.1 --new_base debian:12.2 me/app:1";

template <std::string EditInput::*member>
Result<void> take(EditInput& input, const std::string& value) {
  input.*member = value;
  return {};
}

constexpr EditOption kOptions[] = {
    {"new_base", 0, "PLACE", "The new base; else what the image's annotations name", take<&EditInput::new_base>},
    {"old_base", 0, "PLACE", "The base that it has; else what its annotations name", take<&EditInput::old_base>},
};
constexpr EditVerb kVerb = {"IMAGE", kDoc, kOptions};

}  // namespace

Result<int> rebase(Globals& globals, cli::Arguments arguments) {
  const EditInput input = TRY(parse_edit(kVerb, globals, arguments));
  archive::Opener opener(globals.root);
  const edit::Edit edit = TRY(edit::rebase(opener, input.request, {input.old_base, input.new_base}));
  return run_edit(opener, input, edit);
}

}  // namespace imagetool::cmd
