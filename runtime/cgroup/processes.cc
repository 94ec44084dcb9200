// Cgroup: the processes in it.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "runtime/cgroup/cgroup.h"
#include "runtime/cgroup/deadline.h"
#include "runtime/cgroup/folder.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

namespace {

// The hierarchy to ask for processes: v2's where there is one, else any.
const std::string* main_folder(const Paths& paths) {
  return paths.empty() ? nullptr : &paths.begin()->second;  // "" sorts first
}

const std::string* v1_freezer(const Paths& paths) {
  for (const auto& [name, folder] : paths) {
    if (name.find("freezer") != std::string::npos) return &folder;
  }
  return nullptr;
}
bool is_v1_freezer(const Paths& paths) { return v1_freezer(paths) != nullptr; }

Result<std::string> freezer_folder(const Paths& paths) {
  if (paths.empty()) return fail("the container has no cgroup");
  if (const std::string* folder = v1_freezer(paths)) return *folder;
  const auto unified = paths.find("");
  if (unified == paths.end()) return fail("the freezer controller is not mounted");
  return unified->second;
}

Result<void> collect(const std::string& folder, std::vector<pid_t>& out) {
  const auto own = processes(folder);
  // A child group may go while we look; a threaded one lists its processes at its parent.
  if (!own && own.error().number != ENOENT && own.error().number != ENODEV && own.error().number != EOPNOTSUPP) {
    return own.error();
  }
  if (own) out.insert(out.end(), own->begin(), own->end());
  const auto below = children(folder);
  if (!below) return {};
  for (const std::string& name : *below) TRY(collect(concat(folder, "/", name), out));
  return {};
}

// Fork and this meet again and again, until there is nobody new.
Result<void> signal_all(const Cgroup& cgroup, int signal) {
  const std::vector<pid_t> pids = TRY(cgroup.pids());
  for (const pid_t pid : pids) {
    if (::kill(pid, signal) < 0 && errno != ESRCH) return fail_errno(concat("kill ", pid));
  }
  return {};
}

Result<void> freeze_v1(const std::string& folder) {
  Deadline deadline;
  for (;;) {
    // Writing it again helps a group whose processes fork or change all the time.
    TRY(write_value(folder, "freezer.state", "FROZEN"));
    const std::string state = TRY(read_value(folder, "freezer.state"));
    if (state == "FROZEN") return {};
    if (!deadline.pause()) {
      (void)write_value(folder, "freezer.state", "THAWED");
      return fail(folder + ": could not be frozen");
    }
  }
}

Result<void> freeze_v2(const std::string& folder) {
  TRY(write_value(folder, "cgroup.freeze", "1"));
  const Fd events = TRY(open_at(FdRef::cwd(), folder + "/cgroup.events", O_RDONLY));
  Deadline deadline;
  for (;;) {
    if (::lseek(events.get(), 0, SEEK_SET) < 0) return fail_errno(folder + "/cgroup.events");
    const std::string text = TRY(read_all(events, 4096, folder + "/cgroup.events"));
    if (text.find("frozen 1") != std::string::npos) return {};
    if (!deadline.wait(events, POLLPRI)) {
      (void)write_value(folder, "cgroup.freeze", "0");
      return fail(folder + ": could not be frozen");
    }
  }
}

void thaw_v1(const std::string& folder) {
  const Result<std::string> state = read_value(folder, "freezer.state");
  if (state && *state != "THAWED") (void)write_value(folder, "freezer.state", "THAWED");
  const auto below = children(folder);
  if (!below) return;
  for (const std::string& name : *below) thaw_v1(concat(folder, "/", name));
}

}  // namespace

Result<std::vector<pid_t>> Cgroup::pids() const {
  std::vector<pid_t> pids;
  if (const std::string* folder = main_folder(paths())) TRY(collect(*folder, pids));
  return pids;
}

Result<void> Cgroup::freeze() const {
  const std::string folder = TRY(freezer_folder(paths()));
  return is_v1_freezer(paths()) ? freeze_v1(folder) : freeze_v2(folder);
}

Result<void> Cgroup::thaw() const {
  const std::string folder = TRY(freezer_folder(paths()));
  if (is_v1_freezer(paths())) return write_value(folder, "freezer.state", "THAWED");
  return write_value(folder, "cgroup.freeze", "0");
}

bool Cgroup::is_frozen() const {
  const Result<std::string> folder = freezer_folder(paths());
  if (!folder) return false;
  const bool v1 = is_v1_freezer(paths());
  const Result<std::string> state = read_value(*folder, v1 ? "freezer.state" : "cgroup.freeze");
  return state && *state != (v1 ? "THAWED" : "0");
}

void Cgroup::let_die() const {
  if (const std::string* folder = v1_freezer(paths())) {
    thaw_v1(*folder);
  } else if (is_frozen()) {
    (void)thaw();
  }
}

void Cgroup::bring_home() const {
  const std::string* folder = v1_freezer(paths());
  const Result<std::vector<pid_t>> known = pids();
  if (folder == nullptr || !known) return;
  for (const pid_t pid : *known) (void)write_value(*folder, "cgroup.procs", std::to_string(pid));
}

Result<void> Cgroup::kill_all(int signal) const {
  const auto unified = paths().find("");
  if (signal == SIGKILL && unified != paths().end()) {
    Result<void> killed = write_value(unified->second, "cgroup.kill", "1");
    const int number = killed ? 0 : killed.error().number;
    if (number != 0 && number != ENOENT && number != ENODEV) return killed;
    if (killed) {  // else it is a kernel before Linux 5.14, or nothing is left
      let_die();
      return {};
    }
  }
  const bool was_frozen = is_frozen();
  const bool stopped = was_frozen || freeze();
  Result<void> sent = signal_all(*this, signal);
  if (stopped && !was_frozen) TRY(thaw());
  if (signal == SIGKILL) let_die();
  // Without a freezer: once more for those that were forked meanwhile.
  for (int round = 0; !stopped && signal == SIGKILL && sent && round < 100; ++round) {
    const std::vector<pid_t> left = TRY(pids());
    if (left.empty()) break;
    sent = signal_all(*this, signal);
  }
  return sent;
}

}  // namespace runtime::cgroup
