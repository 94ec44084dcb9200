#include "buildtool/build/history.h"
#include "buildtool/build/instructions.h"

namespace buildtool::build {

Result<void> apply(Step& step, const dockerfile::Maintainer& maintainer) {
  step.state.config.author = maintainer.name;
  add_history(step.state.config, "MAINTAINER " + maintainer.name, Made::kNothing);
  return {};
}

}  // namespace buildtool::build
