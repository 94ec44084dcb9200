// Between the user's terminal and the container's.
#pragma once

#include <poll.h>

#include <optional>
#include <string>

#include "runtime/process/detach_keys.h"
#include "runtime/process/raw_terminal.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::process {

// The size of our own terminal becomes that of `master`'s. Without one: nothing.
void copy_window_size(FdRef master);

// Leaves a process that has a terminal to itself: a process of its own holds the master side, and lets what is written
// to it go, until nobody has the other side.
Result<void> leave_terminal(FdRef master);

// Copies standard input to the master side and the master side to standard
// output. The user's terminal is raw meanwhile; the destructor restores it.
class TerminalCopy {
 public:
  // With an invalid `master` it copies nothing. `keys`, where there are some, are looked for in what is typed.
  static Result<TerminalCopy> begin(FdRef master, DetachKeys* keys);
  TerminalCopy(TerminalCopy&&) noexcept = default;
  TerminalCopy& operator=(TerminalCopy&&) = delete;

  // What to poll for, and what to do about it then.
  void prepare(pollfd& input, pollfd& output) const;
  void transfer(const pollfd& input, const pollfd& output);
  // What the process still wrote before it ended.
  void finish();

 private:
  TerminalCopy(FdRef master, DetachKeys* keys) : master_(master), keys_(keys) {}
  bool copy_output();
  FdRef master_;
  DetachKeys* keys_;
  std::optional<RawTerminal> user_;
  bool input_open_ = true;
  bool output_open_ = true;
  std::string pending_;  // input that the master did not take yet
};

}  // namespace runtime::process
