#include "imagetool/registry/transport.h"

namespace imagetool::registry {

const std::string& Response::header(const std::string& name) const {
  static const std::string none;
  const auto found = headers.find(name);
  return found == headers.end() ? none : found->second;
}

}  // namespace imagetool::registry
