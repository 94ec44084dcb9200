// An overlay of many layers.
#pragma once

#include <string>

#include "runtime/mount/options.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace runtime::mount {

// The option "upperdir=" as an absolute path; "" where there is none.
std::string upper_folder(const spec::runtime::Mount& mount, const std::string& bundle);

// Whether this kernel takes a lower folder an option (Linux 6.8; before, it
// accepts "lowerdir+" and does not honour it).
bool kernel_takes_single_layers();

// A detached overlay; needs kernel_takes_single_layers(). Relative folders in
// the options are the bundle's. Any number of layers that overlayfs has (500).
// With a `user_namespace` the layers below are seen with its ids (idmapped; Linux
// 6.15), and what is written is its owners' in the upper folder, which is used as it is.
Result<Fd> make_overlay(const spec::runtime::Mount& mount, const Options& options, const std::string& bundle,
                        FdRef user_namespace = FdRef(-1));

// For older kernels: mounts it on `target` at once, by mount(2), whose options
// fit in a page: the layers are named relative to the folder that they share.
// Changes the working folder.
Result<void> mount_overlay_at(const spec::runtime::Mount& mount, const Options& options, const std::string& bundle,
                              const std::string& target);

}  // namespace runtime::mount
