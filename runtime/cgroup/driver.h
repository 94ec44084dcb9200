// What differs from one manager to the next: how a cgroup's folders come to be
// and go, and whom else to tell of the limits. All the rest is Cgroup's, which
// works on the folders.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "runtime/cgroup/layout.h"
#include "runtime/cgroup/manager.h"
#include "spec/base/result.h"

namespace runtime::cgroup {

// Lives from make() until the container's process is in its cgroup: what must
// be held that long is a member.
class Driver {
 public:
  virtual ~Driver() = default;

  // Where make() would make the cgroup: only what is not there yet, so that it
  // is nobody else's. For the record that is written before.
  virtual Result<Address> plan(const Layout& layout, const Request& request) const = 0;

  // Makes the cgroup. `address` and `made` (every folder that is new, parents
  // first) are filled as the work goes on: after a failure they tell what is there.
  virtual Result<void> make(const Layout& layout, const Request& request, Address& address,
                            std::vector<std::string>& made) = 0;

  // The cgroup comes to be around the container's first process: that is
  // started outside of it, and admit() has it moved. `address` is then as it is.
  virtual bool needs_process() const { return false; }
  virtual Result<void> admit(pid_t pid, Address& address, spec::runtime::Resources& resources);
  // Moves a process that may not be moved by us: `below` is "" or "/inner" of the cgroup.
  virtual Result<void> attach(const Address& address, const std::string& below, pid_t pid);

  // Before Cgroup::apply writes `resources` into the files: at the start all
  // of them, in an update the container's whole new set; device rules only
  // where there are any. What the manager rounds, it rounds in `resources`, too.
  virtual Result<void> set(const Address& address, spec::runtime::Resources& resources);

  // The folders and all below them. Gone is fine.
  virtual Result<void> remove(const Address& address);
};

// An error where this build or machine has no such manager.
Result<std::unique_ptr<Driver>> make_driver(Manager manager);

// The drivers; each in the file of its name.
std::unique_ptr<Driver> cgroupfs_driver();
std::unique_ptr<Driver> systemd_driver();
std::unique_ptr<Driver> disabled_driver();

// What the drivers share: mkdir -p below the mount point, what was made is
// added to `made`; and all controllers that `folder` has for its children.
Result<void> make_folder(const Hierarchy& hierarchy, const std::string& folder, std::vector<std::string>& made);
Result<void> enable_controllers(const std::string& folder);

}  // namespace runtime::cgroup
