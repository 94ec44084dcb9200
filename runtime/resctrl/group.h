// linux.intelRdt: the container's share of caches and memory bandwidth, as a
// folder of the resctrl file system (runtime-spec 1.3, config-linux.md "IntelRdt").
#pragma once

#include <sys/types.h>

#include <string>

#include "spec/base/result.h"
#include "spec/runtime/linux.h"

namespace runtime::resctrl {

// Where resctrl is mounted; an error where it is nowhere.
Result<std::string> find_root();

// A class of service (a folder of resctrl) that a container is in.
struct Group {
  std::string folder;   // absolute
  std::string monitor;  // a folder in it, for this container's figures; "" is none
  bool own = false;     // `folder` is this container's alone, and goes with it
  bool operator==(const Group&) const = default;
};

// Which it is: closID's, or one named by the container's id. Nothing is made.
Group plan(const std::string& root, const spec::runtime::IntelRdt& wanted, const std::string& id);

// A group that was made for a container; its destructor removes what is new, unless it was kept.
class NewGroup {
 public:
  NewGroup() = default;
  NewGroup(NewGroup&& other) noexcept : made_(std::exchange(other.made_, {})) {}
  NewGroup& operator=(NewGroup&& other) noexcept {
    std::swap(made_, other.made_);
    return *this;
  }
  ~NewGroup();
  void keep() { made_ = {}; }

 private:
  friend Result<NewGroup> make(const Group& group, const spec::runtime::IntelRdt& wanted);
  Group made_;
};

// Makes the folders that are missing and writes the schemata. A folder of
// closID's that is there must have the schemata that are asked for, and must be
// there where none are.
Result<NewGroup> make(const Group& group, const spec::runtime::IntelRdt& wanted);

// Puts a process into it; what it starts later follows.
Result<void> enter(const Group& group, pid_t pid);

// Writes the schemata of a group that is there.
Result<void> update(const Group& group, const spec::runtime::IntelRdt& wanted);

// What the container's deletion removes. Gone is fine.
Result<void> remove(const Group& group);

}  // namespace runtime::resctrl
