// Devices of the host for a container.
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/bundle/options.h"

namespace spec::bundle {

// What `docker run --device SOURCE:TARGET:ACCESS` gives: a device, links to it
// followed, with the mode and owner that it has; of a folder all devices in it.
// Neither device nor folder is an error in Docker's words.
Result<std::vector<DeviceGrant>> find_devices(const std::string& source, const std::string& target,
                                              const std::string& access);

// All of the host's, for a privileged container: /dev but for its file systems
// of their own (pts, shm, mqueue) and the console.
Result<std::vector<DeviceGrant>> host_devices();

}  // namespace spec::bundle
