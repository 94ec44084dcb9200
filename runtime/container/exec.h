// Another process in a container that runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/container/warnings.h"
#include "runtime/process/detach_keys.h"
#include "spec/base/result.h"

namespace runtime::container {

struct ExecOptions {
  std::string state_root;
  std::string id;
  // The whole process as a JSON file, or these changes to config.json's own.
  std::string process_file;
  std::vector<std::string> args;
  std::string cwd;
  std::string user;  // see user_argument.h
  std::vector<std::string> env;
  std::vector<std::string> capabilities;
  std::vector<std::uint32_t> additional_gids;
  std::string apparmor_profile;
  std::string selinux_label;
  std::vector<std::string> cgroups;  // see cgroup::parse_sub_cgroups
  bool terminal = false;
  bool no_new_privileges = false;
  bool ignore_paused = false;  // of a paused container: the process runs when it is resumed

  std::string pid_file;
  std::string console_socket;
  std::string pidfd_socket;
  unsigned preserve_fds = 0;
  bool detach = false;
  process::DetachKeys* keys = nullptr;  // typed on our terminal they leave the process to itself
};

// The process's exit code; 0 where the keys were typed, and with `detach` as soon as it has executed its program.
Result<int> exec(const ExecOptions& options, Warnings& warnings);

}  // namespace runtime::container
