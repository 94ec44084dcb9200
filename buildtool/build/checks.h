// The Dockerfile's checks with all that the build knows: contexts, arguments, the images that are here.
#pragma once

#include "buildtool/build/graph.h"
#include "buildtool/build/input.h"
#include "buildtool/build/options.h"
#include "buildtool/dockerfile/instruction.h"
#include "buildtool/dockerfile/lint.h"
#include "spec/base/result.h"
#include "spec/image/platform.h"

namespace buildtool::build {

class Checks {
 public:
  // All must outlive it. `platform` is what is built for.
  Checks(const Options& options, const dockerfile::Dockerfile& file, const Input& input,
         const spec::image::Platform& platform)
      : options_(options), file_(file), input_(input), platform_(platform) {}

  // Without a graph nothing is known of bases. An image that is not in the
  // store is not pulled: of its variables nothing is said, and complete() is false.
  Result<dockerfile::Lint> run(const Graph* graph);
  bool complete() const { return complete_; }

 private:
  std::optional<dockerfile::BaseFacts> base_facts(const StageNode& node);
  std::optional<dockerfile::BaseFacts> image_facts(const StageNode& node) const;

  const Options& options_;
  const dockerfile::Dockerfile& file_;
  const Input& input_;
  const spec::image::Platform& platform_;
  bool complete_ = false;
};

}  // namespace buildtool::build
