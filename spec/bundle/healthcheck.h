// How it is found out whether a container does its work: the image's HEALTHCHECK, as an annotation.
#pragma once

#include <optional>
#include <string>

#include "spec/bundle/options.h"
#include "spec/image/config.h"

namespace spec::bundle {

// Docker's Healthcheck as JSON, whose Test is {"CMD", ...} or {"CMD-SHELL", a command of /bin/sh}.
constexpr const char* kHealthcheck = "imagetool/healthcheck";

// Its value; none where nothing is to be checked.
std::optional<std::string> healthcheck(const image::ContainerConfig& image, const Options& options);

}  // namespace spec::bundle
