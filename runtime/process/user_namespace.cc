#include "runtime/process/user_namespace.h"

#include <sched.h>
#include <unistd.h>

#include "runtime/process/id_map.h"
#include "runtime/process/launch.h"
#include "runtime/sys/process.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::process {

Result<Fd> make_user_namespace(const std::vector<spec::runtime::IdMapping>& uids,
                               const std::vector<spec::runtime::IdMapping>& gids) {
  // A process that does nothing holds it until it has been opened.
  sys::Cloned cloned = TRY(sys::clone(CLONE_NEWUSER));
  if (cloned.pid == 0) {
    while (true) ::pause();
  }
  const Child holder(cloned.pid, std::move(cloned.pidfd), Fd());
  TRY(map_ids(holder.pid(), uids, gids));
  return open_at(FdRef::cwd(), concat("/proc/", holder.pid(), "/ns/user"), O_RDONLY);
}

}  // namespace runtime::process
