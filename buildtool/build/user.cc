#include "buildtool/build/history.h"
#include "buildtool/build/instructions.h"

namespace buildtool::build {

Result<void> apply(Step& step, const dockerfile::User& user) {
  const dockerfile::User value = TRY(step.expanded(user));
  step.state.config.config.user = value.user;
  add_history(step.state.config, "USER " + value.user, Made::kNothing);
  return {};
}

}  // namespace buildtool::build
