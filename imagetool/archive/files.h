// The files of a folder or of a tar, by name: what layouts and archives are read from.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/base/stream.h"

namespace imagetool::archive {

// A file's bytes, wherever they lie.
struct Extent {
  std::shared_ptr<const Fd> file;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

class Files {
 public:
  virtual ~Files() = default;
  // A regular file. Error::number is ENOENT where there is none. Thread-safe.
  virtual Result<Extent> find(const std::string& path) const = 0;
  // For messages: the folder's or the archive's name.
  virtual const std::string& name() const = 0;
};

bool has(const Files& files, const std::string& path);
// The content of a document; more than 4 MiB is an error.
Result<std::string> read(const Files& files, const std::string& path);

class ExtentSource : public Source {
 public:
  explicit ExtentSource(Extent extent) : extent_(std::move(extent)) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override;

 private:
  Extent extent_;
};

// Everything of it.
Result<void> copy_to(const Extent& extent, Sink& sink);

// Links are followed inside the folder only.
Result<std::unique_ptr<Files>> open_folder(const std::string& path);

// A tar: the files of `path`, or of standard input where it is "-". It is used
// where it lies; a compressed one, and what comes through a pipe, is first written
// to a file without a name in `scratch` ("": $TMPDIR, else /var/tmp). Links are
// followed inside the tar.
Result<std::unique_ptr<Files>> open_tar(const std::string& path, const std::string& scratch = {});

}  // namespace imagetool::archive
