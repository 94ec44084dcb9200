// The root file system of a bundle or an image, to copy files out of it or into it.
#pragma once

#include <sys/types.h>

#include <optional>

#include "imagetool/cp/place.h"
#include "imagetool/local/bundle_root.h"
#include "imagetool/local/live.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/layout/lease.h"

namespace imagetool::cp {

// A bundle as it was before this process entered a user namespace.
struct OpenBundle {
  local::BundleRoot bundle;
  std::optional<local::User> user;  // a process of the container that runs on it
};
Result<OpenBundle> open_bundle(const std::string& path);

struct View {
  Fd root;
  // What the container's root is on the host.
  uid_t uid = 0;
  gid_t gid = 0;
};

// What a container that runs sees, with its mounts; else the layers and what the
// bundle has over them. To write, a bundle that no container runs on is this
// process's alone: another waits.
enum class Access { kRead, kWrite };
Result<View> open_view(const spec::layout::Lease& lease, const OpenBundle& bundle, Access access);
// An image's can be read only.
Result<View> open_view(const spec::layout::Lease& lease, const std::string& image);

}  // namespace imagetool::cp
