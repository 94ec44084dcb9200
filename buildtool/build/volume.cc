#include "buildtool/build/history.h"
#include "buildtool/build/instructions.h"

namespace buildtool::build {

Result<void> apply(Step& step, const dockerfile::Volume& volume) {
  const dockerfile::Volume values = TRY(step.expanded(volume));
  for (const std::string& path : values.paths) {
    if (path.empty()) return fail("VOLUME specified can not be an empty string");
    step.state.config.config.volumes[path] = {};
  }
  add_history(step.state.config, "VOLUME " + plain_list(values.paths), Made::kNothing);
  return {};
}

}  // namespace buildtool::build
