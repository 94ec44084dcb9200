// --trace: what a start does, and how long each step takes.
//
// A line of JSON a step, from the runtime and from the container's first process alike:
//   {"at":1520,"took":312,"process":"init","pid":7,"step":"mounts","outcome":"ok"}
// Times are microseconds, `at` since the runtime began to look; the outcome is
// "ok", "error" with a member "error", or "begun" of the last one, the filter's
// loading and the execve, after which nothing can be told.
//
// With --debug each step is a line of that, too, whether there is a trace or not.
#pragma once

#include <ctime>
#include <string>

#include "runtime/log/log.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::trace {

class Trace {
 public:
  Trace() = default;  // one that writes nothing, and costs a comparison
  // Lines are appended to the file. "" gives one that writes nothing.
  static Result<Trace> open(const std::string& path);

  // After the clone: the child's steps begin now.
  void enter(const char* process) {
    process_ = process;
    if (file_) last_ = now();
  }
  // The step that began at the last of these calls has ended, well or not.
  void done(const char* step) {
    log::debug(process_, ": ", step);
    if (file_) write(step, "ok", nullptr);
  }
  void failed(const char* step, const Error& error) {
    if (log::debug_file() >= 0) log::debug(process_, ": ", step, ": ", error.text());
    if (file_) write(step, "error", &error);
  }
  void begun(const char* step) {
    log::debug(process_, ": ", step);
    if (file_) write(step, "begun", nullptr);
  }

  // What it writes to; -1: nothing.
  int file() const { return file_.get(); }

 private:
  static std::timespec now();
  void write(const char* step, const char* outcome, const Error* error);
  Fd file_;
  const char* process_ = "runtime";
  std::timespec first_{};
  std::timespec last_{};
};

}  // namespace runtime::trace
