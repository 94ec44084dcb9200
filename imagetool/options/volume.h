// `-v NAME:/path[:OPTION,...]` and its other forms.
#pragma once

#include <string>
#include <variant>

#include "imagetool/volume/wish.h"
#include "spec/base/result.h"
#include "spec/runtime/config.h"

namespace imagetool::options {

// A folder of the host, as spec/bundle/volume_option.h, which may be missing.
struct HostFolder {
  spec::runtime::Mount mount;
  bool owned = false;  // U: its files are to belong to the container's user
};
struct NamedVolume {
  volume::Use use;
  bool owned = false;
};
// "NAME:/path", or "/path" for a volume without a name; "/host:/path" and "./host:/path" are the host's. The options
// of a volume are ro or rw, nocopy, U (as Podman's), and, without an effect here, z, Z, cached, delegated and
// consistent.
Result<std::variant<HostFolder, NamedVolume>> parse_volume(const std::string& text);

// Where a volume is to be seen: an absolute path, but not the root.
Result<std::string> volume_destination(const std::string& path);

}  // namespace imagetool::options
