// Names without a registry, by registries.conf: "centos", "team/app".
#pragma once

#include <string>
#include <vector>

#include "imagetool/registry/registries_conf.h"
#include "spec/base/result.h"
#include "spec/image/reference.h"

namespace imagetool::registry {

// What a person may mean, the first choice first: an alias alone; else the name in each of
// unqualified-search-registries; else, as in Docker, docker.io. With a registry it is itself.
// Where short-name-mode is "enforcing" several choices are an error: nobody can be asked.
Result<std::vector<spec::image::Reference>> meanings(const std::string& typed, const RegistriesConf& conf);

}  // namespace imagetool::registry
