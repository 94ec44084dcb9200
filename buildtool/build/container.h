// The container of one RUN: an overlay bundle over the stage's layers, started
// with `runtime run`.
#pragma once

#include <string>
#include <vector>

#include "buildtool/build/session.h"
#include "buildtool/build/stage_state.h"
#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace buildtool::build {

// A script that a heredoc brings along: it is seen as /dev/pipes/NAME.
struct Script {
  std::string name;  // "" for none
  std::string content;
};

struct RunRequest {
  std::vector<std::string> words;        // the process's arguments
  std::vector<std::string> environment;  // NAME=VALUE
  Script script;
  Network network = Network::kHost;
  std::string hostname;     // "" for that of Docker's builds
  bool privileged = false;  // --security=insecure
  std::vector<spec::runtime::Mount> mounts;
  std::vector<std::string> devices;  // by their names of CDI
};

// Runs it to its end; what it prints is `shown`'s output. Returns the upper
// folder, which is the next layer. Fails where the container cannot be made or
// the process does not end with 0; an interrupt kills it.
Result<std::string> run_container(Session& session, const StageState& state, const RunRequest& request,
                                  progress::StepId shown);

}  // namespace buildtool::build
