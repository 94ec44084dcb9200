#include "imagetool/cmd/edit_verb.h"
#include "imagetool/edit/flatten.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Makes one layer of those that an image has above its base, wherever the images are (see copy), without unpacking "
    "any and without privilege.\v"
    "Example:\n  imagetool squash --base debian:12 me/app:1";

Result<void> take_base(EditInput& input, const std::string& value) {
  input.base = value;
  return {};
}

constexpr EditOption kOptions[] = {{"base", 'b', "PLACE", "The image whose layers stay as they are", take_base}};
constexpr EditVerb kVerb = {"IMAGE", kDoc, kOptions};

}  // namespace

Result<int> squash(Globals& globals, cli::Arguments arguments) {
  const EditInput input = TRY(parse_edit(kVerb, globals, arguments));
  if (input.base.empty())
    return fail("which layers stay?").with_hint("--base names the image that has them; flatten takes all");
  archive::Opener opener(globals.root);
  const edit::Edit edit = TRY(edit::squash(opener, input.request, input.base));
  return run_edit(opener, input, edit);
}

}  // namespace imagetool::cmd
