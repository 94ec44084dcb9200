// The CRIU program, which does the work of checkpoint and restore: one process
// of it that serves us alone, over a socket (`criu swrk`).
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "runtime/cgroup/cgroup.h"
#include "runtime/checkpoint/message.h"
#include "runtime/sys/process.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::checkpoint {

// How the process is started.
struct Setting {
  std::uint64_t namespaces = 0;                // CLONE_NEW*
  const cgroup::Entrance* entrance = nullptr;  // the cgroup that it is to be in
  // Where entrance->moved: has the new process, which waits, moved there.
  std::function<Result<void>(pid_t pid)> move{};
  bool own_stdio = false;  // standard input and outputs are ours, else /dev/null
  // Descriptors that it gets, as kFirstInherited and on.
  std::vector<FdRef> inherited{};
  // In the new process, before CRIU is executed; what it gives comes behind `inherited`.
  std::function<Result<std::vector<Fd>>()> prepare{};
};
constexpr int kFirstInherited = 4;  // after standard input and outputs, and the socket

class Criu {
 public:
  // An error where it is not installed.
  static Result<Criu> start(const Setting& setting = {});
  Criu(Criu&& other) noexcept;
  Criu& operator=(Criu&&) = delete;
  // Hangs up and waits: CRIU undoes what it had not finished.
  ~Criu();

  pid_t pid() const { return process_.pid; }

  // Asked at points of the work; an error makes CRIU give up. The file is a
  // terminal's master side, at "orphan-pts-master".
  using Notified = std::function<Result<void>(const Reply& reply, Fd file)>;
  // Sends the request and waits for its answer; CRIU's failure is the error.
  Result<Reply> ask(std::string_view request, const Notified& notified = nullptr);

 private:
  Criu(sys::Cloned process, Fd socket) : process_(std::move(process)), socket_(std::move(socket)) {}
  sys::Cloned process_;
  Fd socket_;
};

// Is it there, and 3.15 or later (external pid namespaces, the freezer of cgroup v2)?
Result<void> check_version();
// An error that names what this CRIU or this kernel lacks.
Result<void> check_features(const Features& wanted);

// What CRIU's log says of its failure, for the message; "" where it says nothing.
std::string logged_errors(std::string_view log);
// The same of the file `name` in CRIU's working folder, added to `error`.
Error explain(Error error, FdRef work_dir, const std::string& name);

}  // namespace runtime::checkpoint
