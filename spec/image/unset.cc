#include "spec/image/unset.h"

#include <algorithm>

namespace spec::image {

void unset(const Unset& names, ContainerConfig& config) {
  std::erase_if(config.env, [&](const std::string& entry) {
    const std::string name = entry.substr(0, entry.find('='));
    return std::find(names.variables.begin(), names.variables.end(), name) != names.variables.end();
  });
  for (const std::string& name : names.labels) config.labels.erase(name);
  for (const std::string& path : names.volumes) config.volumes.erase(path);
  for (const std::string& port : names.ports) {
    config.exposed_ports.erase(port.find('/') == port.npos ? port + "/tcp" : port);
  }
}

}  // namespace spec::image
