// The Dockerfile as a file.
#pragma once

#include <string>

#include "buildtool/build/options.h"
#include "spec/base/result.h"

namespace buildtool::build {

struct SourceFile {
  std::string path;  // "" for standard input
  std::string name;  // for messages: "Dockerfile"
  std::string text;
};

// --file, or standard input for "-", or the context's Dockerfile, else its dockerfile.
Result<SourceFile> read_source_file(const Options& options);

}  // namespace buildtool::build
