// RUN --mount: what a container sees for the time of one RUN.
//
// Everything comes to the runtime as a path in folders of ours that nobody else
// can change: what a source names was looked up inside its stage or context
// before, by descriptor, so that no link in it leads to the host.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "buildtool/build/attached.h"
#include "buildtool/build/key.h"
#include "buildtool/build/socket_relay.h"
#include "buildtool/build/step.h"
#include "buildtool/dockerfile/run_mount.h"
#include "spec/base/lock.h"
#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace buildtool::build {

// The mounts of one RUN, values expanded and targets absolute.
Result<std::vector<dockerfile::RunMount>> read_mounts(const Step& step, const dockerfile::Run& run);

// What the result of the RUN depends on: options, and the files of bind mounts.
// Not what is in a cache or a secret.
Result<void> add_mounts_to_key(Step& step, const std::vector<dockerfile::RunMount>& mounts, KeyBuilder& key);

// The mounts while the container runs. Gone with it.
class RunMounts {
 public:
  // `folder` is a new one of ours, absolute.
  static Result<RunMounts> prepare(Step& step, const std::vector<dockerfile::RunMount>& mounts,
                                   const std::string& folder);

  const std::vector<spec::runtime::Mount>& mounts() const { return mounts_; }
  const std::vector<std::string>& environment() const { return environment_; }  // secrets, SSH_AUTH_SOCK

 private:
  explicit RunMounts(std::string folder) : folder_(std::move(folder)) {}
  Result<void> add(Step& step, const dockerfile::RunMount& mount);
  Result<void> add_bind(Step& step, const dockerfile::RunMount& mount);
  Result<void> add_cache(Step& step, const dockerfile::RunMount& mount);
  Result<void> add_secret(const Step& step, const dockerfile::RunMount& mount);
  Result<void> add_ssh(const Step& step, const dockerfile::RunMount& mount);
  void add_tmpfs(const dockerfile::RunMount& mount);
  void show(const std::string& source, const dockerfile::RunMount& mount);
  std::string new_path(const char* kind);
  Result<std::string> memory_folder();

  std::string folder_;
  std::vector<spec::runtime::Mount> mounts_;
  std::vector<std::string> environment_;
  std::vector<FileLock> locks_;  // of cache folders
  std::vector<Attached> attached_;
  std::vector<std::unique_ptr<SocketRelay>> relays_;
  std::string memory_;  // a file system in memory for secrets; "" until there is one
  int agents_ = 0;
};

}  // namespace buildtool::build
