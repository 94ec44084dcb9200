// What `imagetool commit` takes over from a bundle's config.json, as Docker does from a container.
#pragma once

#include "spec/image/config.h"
#include "spec/runtime/process.h"

namespace imagetool::local {

// Where the process has another command, other variables or another working
// folder than this config gives a container (spec/bundle/convert.h), the config gets
// them. A command that begins with the config's Entrypoint changes Cmd alone.
void take_process(const spec::runtime::Process& process, spec::image::ContainerConfig& config);

}  // namespace imagetool::local
