// Containers that run on a bundle just now, whichever runtime started them.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "imagetool/local/bundle_root.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace imagetool::local {

// A process whose root is the bundle's, and that root as the process sees it (O_PATH).
struct User {
  pid_t pid = 0;
  Fd root;
};
// Nothing where none runs, or none that this user may look at: an ordinary user
// has to ask before he enters a user namespace of his.
std::optional<User> user_of(const BundleRoot& bundle);

// The processes of a container stand still while it lives.
class Freezer {
 public:
  Freezer(std::string file, std::string thaw) : file_(std::move(file)), thaw_(std::move(thaw)) {}
  Freezer(Freezer&& other) noexcept;
  Freezer& operator=(Freezer&& other) noexcept;
  ~Freezer();

 private:
  std::string file_;  // empty once moved from
  std::string thaw_;
};

// When it returns they do. Nothing where no container runs on the bundle, or it is paused already, or it has no cgroup
// of its own.
Result<std::optional<Freezer>> freeze_user_of(const BundleRoot& bundle);

}  // namespace imagetool::local
