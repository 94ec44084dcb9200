// The root file system of a bundle or an image, to read it, or to copy files into it.
#pragma once

#include <sys/types.h>

#include <optional>

#include "imagetool/local/bundle_root.h"
#include "imagetool/local/live.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/layout/lease.h"

namespace imagetool::local {

struct View {
  Fd root;
  // What the container's root is on the host.
  uid_t uid = 0;
  gid_t gid = 0;
};

// With a process of a container that runs on the bundle: what that sees, with its
// mounts. Else the layers and what the bundle has over them: to write there, it
// has to be this process's alone, and another waits.
enum class Access { kRead, kWrite };
Result<View> open_view(const spec::layout::Lease& lease, const BundleRoot& bundle, const std::optional<User>& user,
                       Access access);
// An image's can be read only. Who may mount nothing gets a copy.
Result<View> open_view(const spec::layout::Lease& lease, const std::string& image);

}  // namespace imagetool::local
