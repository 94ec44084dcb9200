// Device nodes of config.json: "linux.devices".
#pragma once

#include <sys/types.h>

#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/runtime/linux.h"

namespace runtime::mount {

// mknod(2)'s arguments: type and permissions (0666 where there are none), and the number.
mode_t device_mode(const spec::runtime::Device& device);
dev_t device_number(const spec::runtime::Device& device);

// A detached mount of a new node whose owner are these ids of the host's, for a
// user namespace, where no node can be made. It is `name` in `folder`, a private
// one, and the caller removes it when it has been mounted: the kernel mounts
// nothing that is unlinked. EPERM in Error::number: the caller may make none either.
Result<Fd> make_detached_device(FdRef folder, const std::string& name, const spec::runtime::Device& device, uid_t uid,
                                gid_t gid);

}  // namespace runtime::mount
