// A container's cgroup: one folder in every hierarchy that is mounted.
//
//   Layout layout = TRY(Layout::detect());
//   Cgroup cgroup = TRY(Cgroup::make(layout, {.manager = manager, .id = id, .cgroups_path = path}));
//   TRY(cgroup.apply(config.linux.resources));          // before anything runs in it
//   Entrance entrance = TRY(cgroup.entrance());          // then clone3(entrance.clone_into)
//   ... in the child: TRY(entrance.enter()) ...
//   state.cgroup = cgroup.address();
//   cgroup.keep();                                       // else it is removed here
//
// A container without any (Manager::kDisabled, or an ordinary user's on v1) has
// no paths: what needs one says so.
//
// Nobody writes another process's pid into cgroup.procs: that waits for an RCU
// grace period (about 10 ms for nine hierarchies). A child is born in its v2
// cgroup, and goes to the v1 ones itself.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "runtime/cgroup/driver.h"
#include "runtime/cgroup/entrance.h"
#include "runtime/cgroup/layout.h"
#include "runtime/cgroup/manager.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/runtime/resources.h"

namespace runtime::cgroup {

class Cgroup {
 public:
  // Where make() would make it now: see Driver::plan.
  static Result<Address> plan(const Layout& layout, const Request& request);
  // Makes the folders, and in v2 enables the controllers above them. A folder
  // that is there already is used, unless processes are in it. Those that
  // were made are removed by the destructor, unless kept.
  static Result<Cgroup> make(const Layout& layout, const Request& request);
  // The cgroup of a container that exists; the destructor leaves it alone.
  static Cgroup open(Address address);

  Cgroup(Cgroup&& other) noexcept;
  Cgroup& operator=(Cgroup&&) = delete;
  ~Cgroup();

  const Address& address() const { return address_; }
  const Paths& paths() const { return address_.paths; }
  void keep() { made_.clear(); }

  // True: the cgroup comes to be around a process. Instead of apply(), that is
  // started, waits (Entrance::moved), and is admitted with the limits.
  bool needs_process() const { return driver_ != nullptr && driver_->needs_process(); }
  Result<void> admit(pid_t pid, const spec::runtime::Resources& resources);
  // Has the manager move a process that waits, where Entrance::moved, to what is `below` the cgroup.
  Result<void> attach(pid_t pid, const std::string& below);

  // Sets the limits. A limit whose controller is not there is an error. The
  // device rules get runc's default ones (null, zero, tty, pts, mknod) behind them.
  Result<void> apply(const spec::runtime::Resources& resources);

  // Changes limits of a container that runs, whose limits so far are `current`:
  // what `changes` does not say stays as it is, device rules too.
  Result<void> update(const spec::runtime::Resources& current, const spec::runtime::Resources& changes);

  // For the container's first process.
  Result<Entrance> entrance() const;
  // For one of `exec`: where `subs` says, else to the container's cgroup, and
  // on v2 to that of its first process where the container's takes none.
  Result<Entrance> entrance_beside(pid_t init, const SubCgroups& subs) const;

  // v2: makes `name` below the container's cgroup, the property of `uid`, who is
  // the container's root, and puts it into the entrance. An error on v1.
  Result<void> add_delegated(const std::string& name, uid_t uid, Entrance& entrance) const;
  // v2: the container's cgroup itself is `uid`'s. Does nothing on v1.
  Result<void> give_to(uid_t uid) const;

  // Every process in it and below it, as we see their ids; none where the folder is gone.
  Result<std::vector<pid_t>> pids() const;
  // `signal` to every process in it and below it, also to those that fork
  // meanwhile: SIGKILL through cgroup.kill, others while it is frozen. What was
  // frozen before stays so, but for SIGKILL, which thaws all.
  Result<void> kill_all(int signal) const;
  Result<void> freeze() const;  // returns once everything has stopped
  Result<void> thaw() const;
  // After a SIGKILL: thaws it, and on v1 what is below it, too, where what is
  // frozen does not even die. No freezer is fine.
  void let_die() const;
  // v1: its processes that somebody has put into another freezer, where what is
  // killed may be frozen, come back to the container's own.
  void bring_home() const;
  // False, too, where there is no freezer, or no folder any more.
  bool is_frozen() const;

  // Removes the folders and those that the container made below them. Waits
  // (two seconds at most) for processes that are just ending. Gone is fine.
  Result<void> remove();

 private:
  Cgroup() = default;
  Result<void> write_settings(const spec::runtime::Resources& resources);
  Result<void> write(const spec::runtime::Resources& resources);  // into the files
  // Of `wanted`, which the manager is told, `changes` and what hangs on them go into the files.
  Result<void> change(spec::runtime::Resources wanted, const spec::runtime::Resources& changes);
  Result<Driver*> driver();  // the manager's, which is not at hand for one that was opened
  Address address_;
  std::unique_ptr<Driver> driver_;
  bool rootless_ = false;
  std::vector<std::string> made_;  // folders, in the order they were made
};

}  // namespace runtime::cgroup
