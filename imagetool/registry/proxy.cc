#include "imagetool/registry/proxy.h"

#include <cstdlib>

namespace imagetool::registry {

std::string proxy_for(const Url& url) {
  if (!allows(Reach::kNotLocal, url.host)) return {};
  const bool https = url.is_https();
  for (const char* name :
       {https ? "HTTPS_PROXY" : "HTTP_PROXY", https ? "https_proxy" : "http_proxy", "ALL_PROXY", "all_proxy"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return {};
}

}  // namespace imagetool::registry
