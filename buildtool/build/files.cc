#include "buildtool/build/files.h"

#include "buildtool/build/key.h"
#include "buildtool/build/session.h"
#include "spec/base/text.h"

namespace buildtool::build {

Result<Files> find_files(Step& step, const std::string& from) {
  Session& session = step.session;
  Files files;
  if (from.empty()) {
    files.context = TRY(session.local_context());
    return files;
  }
  const Origin origin = TRY(find_origin(session.graph, step.stage, from));
  if (origin.is_stage()) {
    const StageState* stage = TRY(session.stages.finished(origin.stage));
    files.layers = stage->layers;
    files.key = stage->key;
    files.remade = stage->remade;
  } else if (!origin.context.empty()) {
    files.context = TRY(session.named_context(origin.context));
  } else if (to_lower(origin.image) == "scratch") {
    files.key = KeyBuilder("scratch 1").finish();
  } else {
    const BaseImage* image = TRY(session.images.find(origin.image, session.platform));
    files.layers = image->layers;
    files.key = state_of_image(image->config, image->layers).key;
  }
  return files;
}

}  // namespace buildtool::build
