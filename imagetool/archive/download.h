// A file from the web.
#pragma once

#include <string>

#include "imagetool/registry/transport.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace imagetool::archive {

// What an http or https URL gives, at its start again, in a file without a name
// in `folder`. A few redirects are followed, none from https to http, nor to
// where a server may not send us (registry/address.h).
Result<Fd> download(registry::Transport& transport, const std::string& url, FdRef folder);

}  // namespace imagetool::archive
