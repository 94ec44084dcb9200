#include "buildtool/context/text_file.h"

#include <sys/stat.h>

#include "spec/base/file.h"
#include "spec/base/in_root.h"

namespace buildtool::context {

Result<std::string> read_text_file(FdRef root, const std::string& path, std::uint64_t max_bytes) {
  const Fd file = TRY(open_in_root(root, path, O_RDONLY | O_NONBLOCK));
  struct stat status = {};
  if (::fstat(file.get(), &status) < 0) return fail_errno(path);
  if (!S_ISREG(status.st_mode)) return fail(path + ": is no regular file");
  return read_all(file, max_bytes, path);
}

}  // namespace buildtool::context
