// Makes the processes of containers.
#pragma once

#include <sys/types.h>

#include "runtime/init/plan.h"
#include "runtime/process/way.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::process {

// A process that was made and is our child. Killed and waited for by the
// destructor, unless it was kept.
class Child {
 public:
  Child(pid_t pid, Fd pidfd, Fd channel) : pid_(pid), pidfd_(std::move(pidfd)), channel_(std::move(channel)) {}
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();

  pid_t pid() const { return pid_; }
  FdRef pidfd() const { return pidfd_; }
  FdRef channel() const { return channel_; }  // our end of the hand-shake
  void keep() { kept_ = true; }

 private:
  pid_t pid_;
  Fd pidfd_;
  Fd channel_;
  bool kept_ = false;
};

// The container's first process, and one that `exec` adds. They return in the parent only.
Result<Child> launch_container(init::ContainerPlan& plan, const Way& way);
Result<Child> launch_exec(init::Plan& plan, const Way& way);

}  // namespace runtime::process
