// What an archive is written to.
#pragma once

#include <memory>
#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/base/temporary.h"

namespace imagetool::archive {

// A file that appears under its name (mode 0600) when it is kept, in the place of
// what was there; "-" is standard output. A FIFO or a device is written to.
class Output {
 public:
  static Result<Output> open(const std::string& path);
  FdRef fd() const { return file_ ? file_->fd() : FdRef(stream_); }
  Result<void> keep();

 private:
  Fd stream_;
  std::unique_ptr<Fd> folder_;  // at an address of its own: the file borrows it
  std::unique_ptr<TemporaryFile> file_;
  std::string name_;
};

}  // namespace imagetool::archive
