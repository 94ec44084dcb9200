#include "imagetool/archive/folder_blob.h"

#include <sys/stat.h>

#include "spec/base/file.h"
#include "spec/base/temporary.h"

namespace imagetool::archive {

namespace {

class FileBlob : public BlobSink {
 public:
  FileBlob(FdRef dir, std::string path, TemporaryFile file)
      : dir_(dir), path_(std::move(path)), file_(std::move(file)) {}
  Result<void> write(std::string_view data) override { return write_all(file_.fd(), data, path_); }
  Result<void> finish() override { return file_.rename_to(dir_, path_); }

 private:
  FdRef dir_;
  std::string path_;
  TemporaryFile file_;
};

}  // namespace

Result<ImageDestination::Begun> begin_file(FdRef dir, const std::string& path) {
  struct stat status {};
  if (::fstatat(dir.get(), path.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode)) {
    return ImageDestination::Begun{nullptr, "Already exists"};
  }
  TemporaryFile file = TRY(TemporaryFile::make(dir, ".", 0644));
  return ImageDestination::Begun{std::make_unique<FileBlob>(dir, path, std::move(file)), ""};
}

}  // namespace imagetool::archive
