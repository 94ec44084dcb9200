// RUN --mount=type=ssh: a socket through which a RUN speaks with an ssh agent of
// the host. Keys never leave the agent.
#include <sys/stat.h>

#include "buildtool/build/run_mounts.h"
#include "buildtool/build/session.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace buildtool::build {

Result<void> RunMounts::add_ssh(const Step& step, const dockerfile::RunMount& mount) {
  const std::string id = mount.id.empty() ? "default" : mount.id;
  const std::map<std::string, std::string>& agents = step.session.options.run.agents;
  const auto known = agents.find(id);
  if (known == agents.end()) {
    if (!mount.required) return {};
    return fail("unset ssh forward key " + id).with_hint("--ssh " + id + " gives it");
  }
  Fd socket = TRY_STEP("ssh " + id, open_at(FdRef::cwd(), known->second, O_PATH));
  struct stat status = {};
  if (::fstat(socket.get(), &status) < 0) return fail_errno(known->second);
  if (!S_ISSOCK(status.st_mode)) {
    return fail("ssh " + id + ": " + known->second + " is no socket").with_hint("ssh-agent makes one for a key");
  }
  // Not the agent's own: whom that lets in is the host's business, this one is for the RUN's user.
  const SocketOwner owner = {mount.uid.value_or(0), mount.gid.value_or(0),
                             static_cast<mode_t>(mount.mode.value_or(0600) & 07777)};
  const std::string path = new_path("ssh");
  std::unique_ptr<SocketRelay> relay = TRY(SocketRelay::start(std::move(socket), path, owner));
  relays_.push_back(std::move(relay));
  show(path, mount);
  if (agents_++ == 0) environment_.push_back("SSH_AUTH_SOCK=" + mount.target);
  return {};
}

}  // namespace buildtool::build
