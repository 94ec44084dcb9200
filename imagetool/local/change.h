// `-c`, `--change` of import and commit: a Dockerfile's instruction on a config.
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/image/config.h"

namespace imagetool::local {

// One of CMD ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL ONBUILD SHELL STOPSIGNAL
// USER VOLUME WORKDIR, with its arguments; variables are the config's Env. No
// history is added. Any other instruction is an error in Docker's words: "RUN is
// not a valid change command".
Result<void> apply_change(const std::string& instruction, spec::image::ImageConfig& config);

}  // namespace imagetool::local
