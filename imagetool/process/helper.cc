#include "imagetool/process/helper.h"

#include <unistd.h>

#include "spec/base/file.h"

namespace imagetool::process {

Result<std::string> helper_path(const std::string& name) {
  const std::string self = TRY(read_link(FdRef::cwd(), "/proc/self/exe"));
  const std::string folder = self.substr(0, self.rfind('/'));
  std::string path = folder.substr(0, folder.rfind('/')) + "/libexec/imagetool/" + name;
  if (::access(path.c_str(), X_OK) < 0) return fail_errno(path);
  return path;
}

}  // namespace imagetool::process
