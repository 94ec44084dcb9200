#include "imagetool/options/init.h"

#include <unistd.h>

#include "spec/base/file.h"

namespace imagetool::options {

Result<std::string> find_init() {
  const std::string self = TRY(read_link(FdRef::cwd(), "/proc/self/exe"));
  const std::string folder = self.substr(0, self.rfind('/'));
  std::string path = folder.substr(0, folder.rfind('/')) + "/libexec/imagetool/init";
  if (::access(path.c_str(), X_OK) < 0) return fail_errno(path);
  return path;
}

}  // namespace imagetool::options
