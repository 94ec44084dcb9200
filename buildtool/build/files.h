// Where COPY --from, or the "from" of a RUN's mount, takes files from.
#pragma once

#include <string>
#include <vector>

#include "buildtool/build/step.h"
#include "buildtool/context/context.h"
#include "spec/base/result.h"
#include "spec/image/digest.h"

namespace buildtool::build {

struct Files {
  const context::Context* context = nullptr;  // a folder of the command line; or
  std::vector<LayerPtr> layers;               // a stage or an image,
  spec::image::Digest key;                    // from which all that is in it follows,
  bool remade = false;                        // unless a step was run anew: then the content may be another
};

// `from` as written: a stage's name or number, a named context, an image; "" is
// the build's own context. Stages are built where they were not yet.
Result<Files> find_files(Step& step, const std::string& from);

}  // namespace buildtool::build
