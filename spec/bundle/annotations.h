// What of an image goes into config.json's annotations (image-spec
// conversion.md, "Annotation Fields").
#pragma once

#include <map>
#include <string>

#include "spec/image/config.h"

namespace spec::bundle {

// The image's labels and, under org.opencontainers.image.*, os, architecture,
// variant, os.version, os.features, author, created, stopSignal and
// exposedPorts; a label wins over them. Labels that some runtime takes for its
// own privileged settings (run.oci.*, org.criu.*, imagetool/* and
// the like) are left out: the image's author is not the host's administrator.
std::map<std::string, std::string> annotations(const image::ImageConfig& image);

}  // namespace spec::bundle
