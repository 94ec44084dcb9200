// What `create` and `run` are asked for.
#pragma once

#include <string>

#include "runtime/cgroup/manager.h"

namespace runtime::container {

struct CreateOptions {
  std::string state_root;
  std::string id;
  std::string bundle = ".";
  std::string config_file;     // "" is the bundle's config.json
  std::string pid_file;        // "" is none
  std::string trace_file;      // "" is none; see runtime/trace/trace.h
  std::string console_socket;  // "" is none
  std::string pidfd_socket;    // "" is none
  std::string notify_socket;   // the service manager's that the caller has; "" is none
  cgroup::Manager cgroup_manager = cgroup::Manager::kCgroupfs;
  bool rootless_cgroups = false;  // see cgroup::Request
  unsigned preserve_fds = 0;      // with those of LISTEN_FDS
  unsigned listen_fds = 0;        // told to the process as LISTEN_FDS and LISTEN_PID
  bool no_pivot = false;
  bool no_new_keyring = false;
  bool start_at_once = false;  // `run`: no start.fifo, release() lets the process go
  bool detach = false;         // of `run`: a terminal needs a console socket
  bool keep = false;           // of `run`: what has ended stays until `delete`
  bool no_subreaper = false;   // of `run`: what outlives the first process is left to init
};

}  // namespace runtime::container
