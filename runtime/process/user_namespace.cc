#include "runtime/process/user_namespace.h"

#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

#include "runtime/process/id_map.h"
#include "runtime/process/launch.h"
#include "runtime/sys/process.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::process {

Result<Fd> make_user_namespace(const std::vector<spec::runtime::IdMapping>& uids,
                               const std::vector<spec::runtime::IdMapping>& gids) {
  // A process that does nothing holds it until it has been opened.
  const pid_t parent = ::getpid();
  sys::Cloned cloned = TRY(sys::clone(CLONE_NEWUSER));
  if (cloned.pid == 0) {
    // A kill -9 of ours is its end, too, whenever it comes.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (::getppid() == parent) ::pause();
    ::_exit(1);
  }
  const Child holder(cloned.pid, std::move(cloned.pidfd), Fd());
  TRY(map_ids(holder.pid(), uids, gids));
  return open_at(FdRef::cwd(), concat("/proc/", holder.pid(), "/ns/user"), O_RDONLY);
}

}  // namespace runtime::process
