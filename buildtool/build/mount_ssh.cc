// RUN --mount=type=ssh: the socket of an ssh agent of the host. Keys never leave the agent.
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
  const Fd socket = TRY_STEP("ssh " + id, open_at(FdRef::cwd(), known->second, O_PATH));
  struct stat status = {};
  if (::fstat(socket.get(), &status) < 0) return fail_errno(known->second);
  if (!S_ISSOCK(status.st_mode)) {
    return fail("ssh " + id + ": " + known->second + " is no socket").with_hint("ssh-agent makes one for a key");
  }
  // The socket keeps the host's owner: only a RUN of that user may speak with the agent.
  if (mount.uid.value_or(status.st_uid) != status.st_uid) {
    return fail(concat("ssh ", id, ": uid=", *mount.uid, " is not the owner of the agent's socket"));
  }
  Attached attached = TRY(Attached::bind(socket, new_path("ssh")));
  show(attached.path(), mount);
  attached_.push_back(std::move(attached));
  if (agents_++ == 0) environment_.push_back("SSH_AUTH_SOCK=" + mount.target);
  return {};
}

}  // namespace buildtool::build
