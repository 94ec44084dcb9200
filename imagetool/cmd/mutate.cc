#include "imagetool/cmd/edit_verb.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Changes an image's config, annotations or layers, wherever the image is (see copy): blobs that stay as they are "
    "are not moved. Of an index all images are changed.\v"
    "Example:\n  imagetool mutate --user 1000 --label team=web --cmd '[\"server\"]' "
    "-t docker://registry.example.com/me/app:2 docker://registry.example.com/me/app:1";

constexpr EditVerb kVerb = {"IMAGE", kDoc, {}, true};

}  // namespace

Result<int> mutate(Globals& globals, cli::Arguments arguments) {
  const EditInput input = TRY(parse_edit(kVerb, globals, arguments));
  const edit::Edit edit = TRY(edit::edit_of(input.mutation, "mutate"));
  archive::Opener opener(globals.root);
  return run_edit(opener, input, edit);
}

}  // namespace imagetool::cmd
