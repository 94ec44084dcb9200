// Docker's daemon.json: registry-mirrors (of docker.io) and insecure-registries.
#pragma once

#include <string>

#include "imagetool/registry/registries_conf.h"
#include "spec/base/result.h"

namespace imagetool::registry {

// /etc/docker/daemon.json; for an ordinary user ~/.config/docker/daemon.json.
std::string docker_daemon_path();

// Mirrors come after those of registries.conf. A file that is not there says nothing.
Result<void> add_docker_daemon(const std::string& path, RegistriesConf& conf);

// Whether "host:port" is one of insecure-registries: by name, or an address in one of its networks.
bool is_insecure(const RegistriesConf& conf, const std::string& host);

}  // namespace imagetool::registry
