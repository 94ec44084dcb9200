#include "imagetool/edit/flatten.h"

#include "imagetool/cmd/edit_verb.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Makes one layer of all layers of an image, wherever that is (see copy), without unpacking any and without "
    "privilege.\v"
    "Example:\n  imagetool flatten -t me/app:flat me/app:1";
constexpr EditVerb kVerb = {"IMAGE", kDoc, {}};

}  // namespace

Result<int> flatten(Globals& globals, cli::Arguments arguments) {
  const EditInput input = TRY(parse_edit(kVerb, globals, arguments));
  archive::Opener opener(globals.root);
  return run_edit(opener, input, edit::flatten());
}

}  // namespace imagetool::cmd
