#include "buildtool/build/source_file.h"

#include <unistd.h>

#include "spec/base/file.h"

namespace buildtool::build {

namespace {

constexpr std::uint64_t kMaxBytes = 16 << 20;

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

Result<SourceFile> read_source_file(const Options& options) {
  SourceFile file;
  if (options.dockerfile == "-") {
    file.name = "Dockerfile";
    file.text = TRY(read_all(FdRef(STDIN_FILENO), kMaxBytes, "standard input"));
    return file;
  }
  file.path = options.dockerfile;
  if (file.path.empty()) {
    file.path = options.context + "/Dockerfile";
    const std::string other = options.context + "/dockerfile";
    if (::access(file.path.c_str(), F_OK) != 0 && ::access(other.c_str(), F_OK) == 0) file.path = other;
  }
  file.name = base_name(file.path);
  file.text = TRY_STEP("failed to read dockerfile", read_file(file.path, kMaxBytes));
  return file;
}

}  // namespace buildtool::build
