#include "runtime/cgroup/cgroup.h"

#include <unistd.h>

#include <algorithm>

namespace runtime::cgroup {

Result<Address> Cgroup::plan(const Layout& layout, const Request& request) {
  const std::unique_ptr<Driver> driver = TRY(make_driver(request.manager));
  return driver->plan(layout, request);
}

Result<Cgroup> Cgroup::make(const Layout& layout, const Request& request) {
  Cgroup cgroup;
  cgroup.address_.manager = request.manager;
  cgroup.rootless_ = request.rootless;
  Driver* driver = TRY(cgroup.driver());
  TRY(driver->make(layout, request, cgroup.address_, cgroup.made_));
  return cgroup;
}

Cgroup Cgroup::open(Address address) {
  Cgroup cgroup;
  cgroup.address_ = std::move(address);
  return cgroup;
}

Result<Driver*> Cgroup::driver() {
  if (driver_ == nullptr) driver_ = TRY(make_driver(address_.manager));
  return driver_.get();
}

Cgroup::Cgroup(Cgroup&& other) noexcept
    : address_(std::move(other.address_)),
      driver_(std::move(other.driver_)),
      rootless_(other.rootless_),
      made_(std::move(other.made_)) {
  other.made_.clear();
}

Cgroup::~Cgroup() {
  if (made_.empty()) return;
  const auto was_made = [&](const auto& entry) {
    return std::find(made_.begin(), made_.end(), entry.second) != made_.end();
  };
  std::erase_if(address_.paths, [&](const auto& entry) { return !was_made(entry); });
  (void)remove();
  // The parents that were made on the way; one that others use by now stays.
  for (auto folder = made_.rbegin(); folder != made_.rend(); ++folder) ::rmdir(folder->c_str());
}

Result<void> Cgroup::attach(pid_t pid, const std::string& below) {
  Driver* driver = TRY(this->driver());
  return driver->attach(address_, below, pid);
}

Result<void> Cgroup::remove() {
  Driver* driver = TRY(this->driver());
  return driver->remove(address_);
}

}  // namespace runtime::cgroup
