#include "imagetool/local/cid_file.h"

#include <fcntl.h>
#include <unistd.h>

#include "spec/base/file.h"

namespace imagetool::local {

Result<CidFile> CidFile::make(const std::string& path) {
  if (path.empty()) return CidFile("");
  const Result<Fd> file = open_at(FdRef::cwd(), path, O_WRONLY | O_CREAT | O_EXCL, 0644);
  if (!file && file.error().number == EEXIST) {
    return fail("container ID file found, make sure the other container isn't running or delete " + path);
  }
  if (!file) return file.error();
  return CidFile(path);
}

CidFile::~CidFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<void> CidFile::fill(const std::string& id) {
  if (path_.empty()) return {};
  const Fd file = TRY(open_at(FdRef::cwd(), path_, O_WRONLY | O_TRUNC));
  TRY(write_all(file, id, path_));
  path_.clear();
  return {};
}

}  // namespace imagetool::local
