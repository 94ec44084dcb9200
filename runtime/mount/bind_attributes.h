// What the options of a bind mount make of the attributes that its source has, as runc and mount(8) have it.
#pragma once

#include <cstdint>

#include "runtime/mount/options.h"
#include "runtime/sys/mount.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::mount {

// Options that name no attribute leave all of the source's. One that does makes the mount have those named and no
// others; but the access times stay unless one is set, which replaces them all.
sys::Attributes free_attributes(const Options& options);

// The same where a user namespace must not get more than the source (MOUNT_ATTR_*) allows: what the kernel locks
// there stays, and options that want such an attribute gone are an error.
Result<sys::Attributes> locked_attributes(const Options& options, std::uint64_t source);

// Of a detached copy of the source. What the kernel has locked counts as locked, asked for or not.
Result<void> set_bind_attributes(FdRef tree, const Options& options);

}  // namespace runtime::mount
