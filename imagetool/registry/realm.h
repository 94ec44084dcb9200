// Where credentials may go: the checks on a token server that a registry names.
#pragma once

#include <string>

#include "imagetool/registry/url.h"
#include "spec/base/result.h"

namespace imagetool::registry {

// A registry may name any token server, but a user's password goes only to one
// of the registry's own site: the same host, or one below the same domain
// (registry-1.docker.io and auth.docker.io). Never from https to http.
Result<void> check_realm(const Url& registry, const Url& realm, bool with_credentials);

// Both belong to one site.
bool same_site(const std::string& registry_host, const std::string& other_host);

}  // namespace imagetool::registry
