// Processes by descriptor: clone3(2), pidfds, their start time.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::sys {

// A child, or in the child itself: pid 0.
struct Cloned {
  pid_t pid = 0;
  Fd pidfd;
};
// clone3(2) without shared memory: returns twice, as fork(2) does. `flags` are
// CLONE_NEW* and CLONE_PARENT; a valid `cgroup` (a folder of cgroup v2) is
// where the child starts.
Result<Cloned> clone(std::uint64_t flags, FdRef cgroup = FdRef(-1));

// ESRCH in Error::number where there is no such process.
Result<Fd> open_pidfd(pid_t pid);
Result<void> send_signal(FdRef pidfd, int signal);

// As waitpid(2) has it.
Result<int> wait_status(pid_t pid);
// The exit code that a shell would give: the status, or 128 + the signal. Waits.
Result<int> wait(pid_t pid);

// The same of a process that is not our child, once its parent has waited for it; waits for that. An error where the
// kernel does not tell (before Linux 6.15).
Result<int> exit_code_of_other(FdRef pidfd);

// When a process was made, in clock ticks since boot: with the boot's id it
// tells a process from another that has its pid later. `state` is the letter
// of proc(5) ("Z" is a zombie).
struct ProcessTime {
  std::uint64_t start_time = 0;
  char state = 0;
};
// ENOENT or ESRCH in Error::number where there is no such process.
Result<ProcessTime> process_time(pid_t pid);
// Whether our user namespace is not the machine's first one.
bool in_user_namespace();

}  // namespace runtime::sys
