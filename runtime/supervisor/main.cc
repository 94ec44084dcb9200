// supervisor STATE_ROOT ID start|attached|adopt: looks after a container that `runtime` put there.
//
// Descriptor 3 is who started it: see Supervisor::run.
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <string_view>

#include "runtime/supervisor/supervisor.h"
#include "spec/base/file.h"

using runtime::supervisor::First;
using runtime::supervisor::Supervisor;

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  std::signal(SIGPIPE, SIG_IGN);
  base::Fd report(3);
  ::fcntl(report.get(), F_SETFD, FD_CLOEXEC);
  const std::string_view word = argv[3];
  const First first = word == "attached" ? First::kAttached : word == "adopt" ? First::kAdopt : First::kStart;
  base::Result<Supervisor> supervisor = Supervisor::make(argv[1], argv[2]);
  if (!supervisor) {
    (void)base::write_all(report, supervisor.error().text(), "report");
    return 1;
  }
  return supervisor->run(first, std::move(report)) ? 0 : 1;
}
