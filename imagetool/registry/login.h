// Logging in: are these credentials good?
#pragma once

#include <string>

#include "imagetool/registry/resolve.h"

namespace imagetool::registry {

// What a user types for a registry ("https://host:5000/v2/", "docker.io") as
// credentials are filed under: "docker.io", "host:5000".
Result<std::string> registry_of(const std::string& typed);

// Asks the registry; an error says why it refuses.
Result<void> check_login(Transport& transport, const Settings& settings, const std::string& registry,
                         const Credentials& credentials);

}  // namespace imagetool::registry
