#include "imagetool/archive/output.h"

#include <sys/stat.h>

#include "spec/base/file.h"

namespace imagetool::archive {

Result<Output> Output::open(const std::string& path) {
  Output output;
  struct stat status {};
  if (path == "-") {
    output.stream_ = Fd(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
    if (!output.stream_) return fail_errno("standard output");
    return output;
  }
  // A FIFO or a device is written to, not replaced.
  if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    output.stream_ = TRY(open_at(FdRef::cwd(), path, O_WRONLY));
    return output;
  }
  const std::size_t slash = path.rfind('/');
  output.name_ = slash == std::string::npos ? path : path.substr(slash + 1);
  Fd folder = TRY(open_dir(slash == std::string::npos ? "." : path.substr(0, slash + 1)));
  output.folder_ = std::make_unique<Fd>(std::move(folder));
  TemporaryFile file = TRY(TemporaryFile::make(*output.folder_, ".", 0600));
  output.file_ = std::make_unique<TemporaryFile>(std::move(file));
  return output;
}

Result<void> Output::keep() {
  if (!file_) return {};
  return file_->rename_to(*folder_, name_);
}

}  // namespace imagetool::archive
