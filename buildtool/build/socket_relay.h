// A socket of our own in the place of another: connections to it are connected
// to the other, and bytes are handed on both ways.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <thread>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace buildtool::build {

struct SocketOwner {
  uid_t uid = 0;
  gid_t gid = 0;
  mode_t mode = 0600;
};

class SocketRelay {
 public:
  // `target` is a socket, opened with O_PATH. `path` is new, in a folder of ours.
  static Result<std::unique_ptr<SocketRelay>> start(Fd target, const std::string& path, const SocketOwner& owner);
  // Ends all connections.
  ~SocketRelay();

 private:
  SocketRelay(Fd target, Fd listener, Fd end)
      : target_(std::move(target)), listener_(std::move(listener)), end_(std::move(end)) {}
  void serve() const;

  Fd target_;
  Fd listener_;
  Fd end_;  // readable when it is to end
  std::thread thread_;
};

}  // namespace buildtool::build
