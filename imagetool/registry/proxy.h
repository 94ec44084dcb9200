// Proxies, by the environment as Go's programs read it.
#pragma once

#include <string>

#include "imagetool/registry/url.h"

namespace imagetool::registry {

// The proxy for a URL: $HTTPS_PROXY or $HTTP_PROXY by its scheme (or in lower case, or $ALL_PROXY). "" for
// none, as always for this machine itself. $NO_PROXY is libcurl's to heed.
std::string proxy_for(const Url& url);

}  // namespace imagetool::registry
