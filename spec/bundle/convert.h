// An image's config as a bundle's config.json (image-spec conversion.md), with
// Docker's defaults for what the image does not say.
#pragma once

#include "spec/base/result.h"
#include "spec/bundle/options.h"
#include "spec/bundle/user.h"
#include "spec/image/config.h"
#include "spec/runtime/config.h"

namespace spec::bundle {

// The root is the folder "rootfs" of the bundle; nothing is read or written.
//
// PATH gets Docker's default where the image has none, HOME the user's folder,
// TERM and HOSTNAME their values where there is a terminal and a host name. An
// Env entry without a name or "=" is left out; nothing is ever looked up in our
// own environment. Without root's user id a process has no permitted
// capabilities, as after execve(2). Volumes stay part of the root file system.
//
// Fails where there is no command ("no command specified"), a user or group
// is not to be found, or a capability is unknown.
Result<runtime::Config> convert(const image::ImageConfig& image, const Options& options, const Accounts& accounts);

}  // namespace spec::bundle
