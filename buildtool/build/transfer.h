// What COPY and ADD have in common.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "buildtool/build/graph.h"
#include "buildtool/build/remote_source.h"
#include "buildtool/build/step.h"
#include "buildtool/dockerfile/instruction.h"
#include "spec/base/result.h"

namespace buildtool::build {

struct Transfer {
  std::string verb;             // "COPY", "ADD"
  dockerfile::Sources sources;  // expanded
  // For each of the paths what it is where it is no path; none at all, or one for each.
  std::vector<std::shared_ptr<RemoteSource>> remotes;
  std::string from;  // COPY --from, "" for the context
  std::string chown;
  std::string chmod;
  std::vector<std::string> exclude;
  bool unpack = false;         // archives among the sources are unpacked into the destination
  bool unpack_remote = false;  // those that come from elsewhere
  bool parents = false;        // the folders that a source lies in are kept
  bool link = false;           // the layer stands alone, whatever is below it
};

// The next layer: what the sources are, copied to the destination.
Result<void> transfer_files(Step& step, const Transfer& transfer);

}  // namespace buildtool::build
