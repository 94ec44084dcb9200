#include "runtime/sys/own_path.h"

#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <vector>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::sys {

Result<std::string> own_path() {
  const std::string arguments = TRY(read_file("/proc/self/cmdline", 8 << 20));
  const std::string name(arguments.c_str());
  std::vector<std::string> candidates;
  if (name.find('/') != std::string::npos) {
    candidates.push_back(name);
  } else {
    const char* path = std::getenv("PATH");
    for (const std::string& folder : split(path == nullptr ? "" : path, ':')) candidates.push_back(folder + "/" + name);
  }
  for (const std::string& candidate : candidates) {
    char resolved[PATH_MAX];
    if (::access(candidate.c_str(), X_OK) == 0 && ::realpath(candidate.c_str(), resolved) != nullptr) return resolved;
  }
  return fail(concat("cannot find where the program \"", name, "\" is"));
}

Result<std::string> helper_path(const std::string& name) {
  const std::string own = TRY(own_path());
  return own.substr(0, own.rfind('/') + 1) + "../libexec/runtime/" + name;
}

}  // namespace runtime::sys
