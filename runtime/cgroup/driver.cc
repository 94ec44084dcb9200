#include "runtime/cgroup/driver.h"

#include "runtime/cgroup/folder.h"

namespace runtime::cgroup {

namespace {

class DisabledDriver : public Driver {
 public:
  Result<Address> plan(const Layout&, const Request&) const override { return Address{Manager::kDisabled, {}, {}}; }
  Result<void> make(const Layout&, const Request&, Address&, std::vector<std::string>&) override { return {}; }
};

}  // namespace

std::unique_ptr<Driver> disabled_driver() { return std::make_unique<DisabledDriver>(); }

Result<void> Driver::admit(pid_t, Address&, spec::runtime::Resources&) { return {}; }

Result<void> Driver::attach(const Address&, const std::string&, pid_t) {
  return fail("may not enter the container's cgroup").with_hint("only systemd could move a process there");
}

Result<void> Driver::set(const Address&, spec::runtime::Resources&) { return {}; }

Result<void> Driver::remove(const Address& address) { return remove_folders(address.paths); }

Result<std::unique_ptr<Driver>> make_driver(Manager manager) {
  switch (manager) {
    case Manager::kCgroupfs:
      return cgroupfs_driver();
    case Manager::kDisabled:
      return disabled_driver();
    case Manager::kSystemd:
      return systemd_driver();
  }
  return fail("an unknown cgroup manager");
}

}  // namespace runtime::cgroup
