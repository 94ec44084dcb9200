// Paths of the host's that lead into the container's rootfs.
#pragma once

#include <optional>
#include <string>

#include "spec/runtime/config.h"

namespace runtime::mount {

// What follows the rootfs in `path`, "/" for itself; nothing where the path,
// as it is written, does not begin with it.
std::optional<std::string> inside_rootfs(const std::string& rootfs, const std::string& path);

// The same of a bind mount's source: what it copies is then the container's
// own, with all that was mounted there before it. A relative one is the bundle's.
std::optional<std::string> source_inside(const spec::runtime::Mount& mount, const std::string& bundle,
                                         const std::string& rootfs);

}  // namespace runtime::mount
