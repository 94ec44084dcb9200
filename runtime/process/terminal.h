// Between the user's terminal and the container's.
#pragma once

#include <poll.h>

#include <optional>
#include <string>

#include "runtime/process/raw_terminal.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::process {

// The size of our own terminal becomes that of `master`'s. Without one: nothing.
void copy_window_size(FdRef master);

// Copies standard input to the master side and the master side to standard
// output. The user's terminal is raw meanwhile; the destructor restores it.
class TerminalCopy {
 public:
  // With an invalid `master` it copies nothing.
  static Result<TerminalCopy> begin(FdRef master);
  TerminalCopy(TerminalCopy&&) noexcept = default;
  TerminalCopy& operator=(TerminalCopy&&) = delete;

  // What to poll for, and what to do about it then.
  void prepare(pollfd& input, pollfd& output) const;
  void transfer(const pollfd& input, const pollfd& output);
  // What the process still wrote before it ended.
  void finish();

 private:
  explicit TerminalCopy(FdRef master) : master_(master) {}
  bool copy_output();
  FdRef master_;
  std::optional<RawTerminal> user_;
  bool input_open_ = true;
  bool output_open_ = true;
  std::string pending_;  // input that the master did not take yet
};

}  // namespace runtime::process
