#include "buildtool/build/folders.h"
#include "buildtool/build/history.h"
#include "buildtool/build/instructions.h"
#include "buildtool/build/key.h"

namespace buildtool::build {

Result<void> apply(Step& step, const dockerfile::Workdir& workdir) {
  StageState& state = step.state;
  const dockerfile::Workdir value = TRY(step.expanded(workdir));
  std::string& current = state.config.config.working_dir;
  current = absolute_path(current, value.path);
  if (current.size() > 1 && current.ends_with('/')) current.pop_back();
  if (current == "/") {
    add_history(state.config, "WORKDIR /", Made::kNothing);
    return {};
  }
  const std::string path = current;
  const std::string user = state.config.config.user;
  const spec::image::Digest key = KeyBuilder("workdir 1").add(state.key.text()).add(path).add(user).finish();
  const bool known = TRY(take_known(step, key));
  if (!known) {
    TRY(make_layer(step, {key}, [&](FdRef root) -> Result<void> {
      std::optional<Owner> owner;
      if (!user.empty()) owner = TRY(find_owner(root, user));
      TRY(make_folders(root, path, 0755, owner));
      return {};
    }));
  }
  add_history(state.config, "WORKDIR " + path, Made::kLayer);
  return {};
}

}  // namespace buildtool::build
