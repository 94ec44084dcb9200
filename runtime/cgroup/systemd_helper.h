// The program that speaks with systemd (runtime/systemd): found, run, waited for.
#pragma once

#include <string>
#include <vector>

#include "runtime/cgroup/property.h"
#include "spec/base/result.h"

namespace runtime::cgroup {

class SystemdHelper {
 public:
  // Looks for it: ../libexec/runtime/systemd as seen from the folder of the
  // program that was called (links followed). To be called while the working
  // folder is still the caller's.
  static Result<SystemdHelper> find();
  // Whether it is there, be systemd running or not.
  static bool is_installed();

  // The scope `unit` with these processes; returns once they are in it.
  Result<void> start(const std::string& unit, const std::vector<Property>& properties) const;
  Result<void> set(const std::string& unit, const std::vector<Property>& properties) const;
  // Moves a process into the unit, or into the cgroup `below` it ("" or "/init").
  Result<void> attach(const std::string& unit, const std::string& below, pid_t pid) const;
  // A unit that is gone is fine.
  Result<void> stop(const std::string& unit) const;

  // The user's own systemd, not the machine's.
  bool of_user() const { return of_user_; }

 private:
  Result<void> run(std::vector<std::string> arguments) const;
  std::string program_;
  bool of_user_ = false;
};

}  // namespace runtime::cgroup
