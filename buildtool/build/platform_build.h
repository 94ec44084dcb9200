// The build for one of the platforms that --platform names.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "buildtool/build/graph.h"
#include "buildtool/build/result_image.h"
#include "buildtool/build/session.h"
#include "buildtool/build/stage_state.h"
#include "spec/base/result.h"

namespace buildtool::build {

struct PlatformBuild {
  spec::image::Platform platform;
  VariableList global;  // the variables above the first FROM
  Graph graph;
  std::unique_ptr<Session> session;
  // When it is done:
  StageState target;
  ResultImage image;
};

// What --output asks for beyond the image in the store. Files and folders that
// are written are those of `output`'s destination; links in it are not followed.
// With several platforms `local` has a folder for each, "linux_arm64".
Result<void> write_output(const std::vector<PlatformBuild>& builds, const BuildResult& result,
                          const std::vector<std::string>& names, const Output& output);

}  // namespace buildtool::build
