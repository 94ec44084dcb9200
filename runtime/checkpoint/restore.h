// `restore`: a folder of images becomes a container that runs.
#pragma once

#include <string>

#include "runtime/cgroup/manager.h"
#include "runtime/checkpoint/dump.h"
#include "runtime/container/delete.h"
#include "spec/base/result.h"

namespace runtime::checkpoint {

struct RestoreOptions : CommonOptions {
  std::string bundle = ".";
  std::string pid_file;        // "" is none
  std::string console_socket;  // "" is none
  cgroup::Manager cgroup_manager = cgroup::Manager::kCgroupfs;
  bool rootless_cgroups = false;
  bool detach = false;
  bool no_subreaper = false;
};

// The exit code of the container's process; 0 at once with options.detach, and the container stays.
Result<int> restore(const RestoreOptions& options, container::Warnings& warnings);

}  // namespace runtime::checkpoint
