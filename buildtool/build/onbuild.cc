#include "buildtool/build/instructions.h"

namespace buildtool::build {

// Kept for the build that starts from this image or stage; no history, as with BuildKit.
Result<void> apply(Step& step, const dockerfile::Onbuild& onbuild) {
  step.state.config.config.on_build.push_back(onbuild.trigger);
  return {};
}

}  // namespace buildtool::build
