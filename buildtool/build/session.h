// What all stages of one build for one platform share. They use it at once, from their threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "buildtool/build/cache_import.h"
#include "buildtool/build/claims.h"
#include "buildtool/build/graph.h"
#include "buildtool/build/images.h"
#include "buildtool/build/input.h"
#include "buildtool/build/interrupt.h"
#include "buildtool/build/options.h"
#include "buildtool/build/stage_layers.h"
#include "buildtool/build/stage_state.h"
#include "buildtool/build/stages.h"
#include "buildtool/build/used_mounts.h"
#include "buildtool/context/context.h"
#include "buildtool/dockerfile/instruction.h"
#include "buildtool/progress/display.h"
#include "spec/layout/lease.h"

namespace buildtool::build {

struct Session {
  const Options& options;
  const Interrupt& interrupt;  // raised by the user, or by the first error of a stage
  progress::Display& display;
  const spec::layout::Lease& lease;
  StageLayers& layers;
  Images& images;
  const dockerfile::Dockerfile& file;
  const Graph& graph;
  const VariableList& global;                      // the variables above the first FROM
  const std::map<std::string, std::string>& args;  // --build-arg
  spec::image::Platform platform;
  const Input& input;                 // of the command line
  std::optional<std::int64_t> epoch;  // SOURCE_DATE_EPOCH
  // What the sessions of several platforms share.
  Jobs& jobs;
  Claims& claims;
  ImportedCache& imported;  // --cache-from
  UsedMounts& used_mounts;
  std::atomic<int>& folders;  // made by new_folder()
  // "linux/arm64 " in the steps' names where there are several platforms.
  std::string prefix = {};

  // The context of the command line, opened when it is first needed.
  Result<const context::Context*> local_context();
  // One of --build-context, by its name in the graph.
  Result<const context::Context*> named_context(const std::string& name);
  Result<context::Context> open_named(const std::string& value);
  // A new folder in the lease's tmp(): its absolute path.
  Result<std::string> new_folder();
  // Whether the steps of this stage may be taken from the cache: --no-cache, --no-cache-filter.
  bool uses_cache(int stage) const;
  // The time of a step that is run now: the clock's, or SOURCE_DATE_EPOCH where that is earlier.
  std::string step_time() const;

  Stages stages = {};
  std::mutex opening = {};                                 // of what follows
  std::optional<context::Context> context = std::nullopt;  // opened by local_context()
  std::map<std::string, context::Context> named = {};      // by named_context()
};

}  // namespace buildtool::build
