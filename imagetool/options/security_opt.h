// `--security-opt`: Docker's, and Podman's mask= and unmask=.
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/bundle/options.h"

namespace imagetool::options {

// seccomp=unconfined|builtin|FILE, apparmor=PROFILE|unconfined, label=disable,
// label=user:|role:|type:|level:..., no-new-privileges[=BOOL],
// systempaths=unconfined, mask=PATH[:PATH], unmask=ALL|PATH[:PATH]; ":" may
// stand for the first "=". Anything else: `invalid --security-opt: "x"`.
Result<void> apply_security_opt(const std::string& text, spec::bundle::Options& options);

}  // namespace imagetool::options
