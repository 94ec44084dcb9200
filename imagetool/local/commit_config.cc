#include "imagetool/local/commit_config.h"

#include <algorithm>

#include "spec/bundle/defaults.h"
#include "spec/bundle/mounts.h"

namespace imagetool::local {

namespace {

using Words = std::vector<std::string>;

std::string name_of(const std::string& entry) { return entry.substr(0, entry.find('=')); }

void take_command(Words args, spec::image::ContainerConfig& config) {
  // --init is a matter of the container.
  if (args.size() > 2 && args[0] == spec::bundle::kInit) args.erase(args.begin(), args.begin() + 2);
  const Words& entrypoint = config.entrypoint;
  const bool has_entrypoint = !entrypoint.empty() && args.size() >= entrypoint.size() &&
                              std::equal(entrypoint.begin(), entrypoint.end(), args.begin());
  if (!has_entrypoint) config.entrypoint.clear();
  const auto skipped = static_cast<std::ptrdiff_t>(has_entrypoint ? entrypoint.size() : 0);
  config.cmd.assign(args.begin() + skipped, args.end());
}

// HOME, HOSTNAME, TERM and what systemd is told are the container's own unless the image had them, and PATH is where
// it had none.
bool is_containers_own(const std::string& entry, const Words& before) {
  const std::string name = name_of(entry);
  const bool was_there =
      std::any_of(before.begin(), before.end(), [&](const std::string& old) { return name_of(old) == name; });
  if (was_there) return false;
  return name == "HOME" || name == "HOSTNAME" || name == "TERM" || entry == "container=oci" ||
         entry == spec::bundle::kDefaultPath;
}

}  // namespace

void take_process(const spec::runtime::Process& process, spec::image::ContainerConfig& config) {
  if (!process.args.empty()) take_command(process.args, config);
  Words env = process.env;
  std::erase_if(env, [&](const std::string& entry) { return is_containers_own(entry, config.env); });
  // The order is the image's where nothing else is different.
  if (!std::is_permutation(env.begin(), env.end(), config.env.begin(), config.env.end())) config.env = std::move(env);
  const std::string before = config.working_dir.empty() ? "/" : config.working_dir;
  if (process.cwd != before) config.working_dir = process.cwd;
}

}  // namespace imagetool::local
