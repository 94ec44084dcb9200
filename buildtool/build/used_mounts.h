// The cache mounts that a build's RUNs have had, for --cache-to with mounts=true.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace buildtool::build {

// Thread-safe.
class UsedMounts {
 public:
  // The folder's name below the store's cachemounts, and what it is for.
  void add(const std::string& name, const std::string& description) {
    const std::lock_guard lock(mutex_);
    names_[name] = description;
  }
  std::map<std::string, std::string> all() {
    const std::lock_guard lock(mutex_);
    return names_;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> names_;
};

}  // namespace buildtool::build
