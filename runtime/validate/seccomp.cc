#include <sys/stat.h>

#include "runtime/seccomp/filter.h"
#include "runtime/validate/checks.h"

namespace runtime::validate {

void check_seccomp(const Config& config, Problems& problems) {
  if (!config.linux.seccomp) return;
  const auto filter = seccomp::compile(*config.linux.seccomp);
  if (!filter) {
    Error error = filter.error();
    if (!error.steps.empty() && error.steps.front() == "linux.seccomp") error.steps.erase(error.steps.begin());
    return problems.add("linux.seccomp", error);
  }
  if (!filter->notify) return;
  struct stat status;
  const std::string& path = config.linux.seccomp->listener_path;
  if (::stat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode)) return;
  problems.add("linux.seccomp.listenerPath", path + " is no socket", "start the agent that listens there");
}

}  // namespace runtime::validate
