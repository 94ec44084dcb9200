// One life of the container: from `create` to the end of its first process.
#pragma once

#include <sys/ioctl.h>
#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "runtime/cgroup/oom.h"
#include "runtime/supervision/place.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::supervisor {

class Life {
 public:
  // `create` and `start`: where either fails the container is deleted again, and the error is theirs.
  // A terminal gets the window's size first.
  static Result<Life> begin(const supervision::Place& place, const supervision::Settings& settings,
                            const winsize& window);
  // One that runs, and whose supervisor was killed: `pid` is its first process. Its terminal and standard input
  // went with that supervisor.
  static Result<Life> adopt(const supervision::Place& place, pid_t pid);

  pid_t pid() const { return pid_; }
  FdRef pidfd() const { return pidfd_; }
  // What it writes: the terminal, or standard output and standard error. Not blocking; invalid where there is none.
  FdRef output() const { return terminal_.valid() ? terminal_ : output_; }
  FdRef errors() const { return terminal_.valid() ? FdRef(-1) : errors_; }
  // Readable when the kernel may have killed for want of memory; invalid where there is no such news.
  FdRef oom() const { return oom_ ? oom_->fd() : FdRef(-1); }
  bool take_oom() { return oom_ && oom_->take() > 0; }

  bool is_paused() const;
  void resize(const winsize& window);  // of its terminal, where it has one
  // How much of `text` its standard input took; 0 where it is full.
  std::size_t give(std::string_view text);
  // The descriptor to poll for room, invalid where nothing can be given.
  FdRef input() const { return terminal_.valid() ? terminal_ : input_; }
  void close_input();

  // Its exit code, once pidfd() is readable; 255 where the kernel cannot say it any more.
  int exit_code();
  // Deletes the container: its cgroup, its networks.
  Result<void> end();

 private:
  Life() = default;
  void watch_memory(const supervision::Place& place);
  std::string state_root_;
  std::string id_;
  pid_t pid_ = 0;
  bool is_child_ = true;
  Fd pidfd_;
  Fd output_;
  Fd errors_;
  Fd input_;
  Fd terminal_;
  Fd terminal_peer_;
  std::optional<cgroup::OomWatch> oom_;
};

}  // namespace runtime::supervisor
