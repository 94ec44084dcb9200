// What differs from one manager to the next: how a cgroup's folders come to be
// and go, and whom else to tell of the limits. All the rest is Cgroup's, which
// works on the folders.
#pragma once

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

  // Before Cgroup::apply writes `resources` into the files: at the start all
  // of them, in an update the container's whole new set.
  virtual Result<void> set(const Address& address, const spec::runtime::Resources& resources);

  // The folders and all below them. Gone is fine.
  virtual Result<void> remove(const Address& address);
};

// An error where this build or machine has no such manager.
Result<std::unique_ptr<Driver>> make_driver(Manager manager);

// The drivers; each in the file of its name.
std::unique_ptr<Driver> cgroupfs_driver();
std::unique_ptr<Driver> disabled_driver();

}  // namespace runtime::cgroup
